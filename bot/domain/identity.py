"""Which ilert user a Slack person is, if any. Pure: the answer depends on the arguments alone.

An e-mail address is proof only where the workspace vouches for it: not for people whose home is elsewhere
(their own workspace sets the address), nor while Slack says that it is not confirmed.
"""

from enum import StrEnum

from bot.domain.account import Directory, IlertUser, normalise_email
from bot.domain.alerts import Person
from bot.policy.schema import IlertUsers


class NotMatched(StrEnum):
    """Why a person is not taken for an ilert user."""

    EXTERNAL = "external"
    BOT = "bot"
    DEACTIVATED = "deactivated"
    DIRECTORY_UNAVAILABLE = "directory_unavailable"
    OVERRIDE_UNKNOWN = "override_unknown"
    NO_EMAIL = "no_email"
    EMAIL_UNCONFIRMED = "email_unconfirmed"
    NO_ACCOUNT = "no_account"
    LOOKUP_FAILED = "lookup_failed"
    """ilert listed no such account, and did not say when it was asked again, as for newcomers."""
    GUEST = "guest"


BARRED = frozenset({NotMatched.EXTERNAL, NotMatched.BOT, NotMatched.DEACTIVATED})
"""Those who may alert nobody at all, whatever a channel offers."""


def barred(person: Person) -> NotMatched | None:
    """Say why a person may not use the bot at all, or None."""
    if person.external:
        return NotMatched.EXTERNAL
    if person.bot:
        return NotMatched.BOT
    if person.deleted:
        return NotMatched.DEACTIVATED
    return None


def ilert_user(person: Person, settings: IlertUsers, directory: Directory | None) -> IlertUser | NotMatched:
    """Find a person's ilert account.

    The policy's override wins over the e-mail that Slack knows; both are compared without regard to case.
    Two ilert users with one e-mail match nobody, since the directory leaves such an address out.
    """
    if (reason := barred(person)) is not None:
        return reason
    if directory is None:
        return NotMatched.DIRECTORY_UNAVAILABLE
    override = settings.emails.get(person.id)
    if override is not None:
        user = directory.users_by_email.get(normalise_email(override))
        if user is None:
            return NotMatched.OVERRIDE_UNKNOWN
    elif not person.email:
        return NotMatched.NO_EMAIL
    elif not person.email_confirmed:
        return NotMatched.EMAIL_UNCONFIRMED
    else:
        user = directory.users_by_email.get(normalise_email(person.email))
        if user is None:
            return NotMatched.NO_ACCOUNT
    if person.guest and not settings.guests:
        return NotMatched.GUEST
    return user
