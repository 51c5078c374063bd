"""`/il-alert whoami`: what the bot takes a person for, what they may use here, and why not more."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from bot.domain.account import Directory, IlertUser, normalise_email
from bot.domain.alerts import Person
from bot.domain.decision import AccountOffer, ChannelOffer, Decision, Denied
from bot.domain.identity import NotMatched
from bot.domain.near_address import near_address
from bot.domain.permissions import AccessReason
from bot.slack.context import Context
from bot.slack.feature import Feature
from bot.slack.features.alert.choices import choice_name
from bot.slack.features.alert.newcomers import decide_with_newcomers
from bot.slack.interaction import Interaction
from bot.slack.ui.blocks import SECTION_LIMIT, Block, Message, message, section
from bot.slack.ui.commands import Subcommand
from bot.slack.ui.mrkdwn import cut, escape
from bot.wording.whoami import WhoamiWording
from bot.wording.wording import Wording

_NAMES_SHOWN = 15


async def answer(context: Context, interaction: Interaction) -> None:
    """Show a person what the bot takes them for. Raises `SlackFailure`."""
    person = await context.people.person(interaction.person_id)
    decision = await decide_with_newcomers(context, interaction, person)
    wording, account = context.wordings.for_person(person), context.decisions.account(person)
    await interaction.reply(whoami_message(wording, person, account, decision, context.directory()))


def whoami_message(
    wording: Wording, person: Person, account: IlertUser | None, decision: Decision, directory: Directory | None
) -> Message:
    """Show a person what the bot takes them for."""
    say = wording.whoami
    in_ilert, offered = _account_lines(wording, person, account, decision, directory), _offer_lines(wording, decision)
    blocks = [
        _paragraph(say.in_slack(), [_person(say, person)]),
        _paragraph(say.in_ilert(), in_ilert),
        _paragraph(say.with_account(), [say.for_the_same_reason()] if offered == in_ilert else offered),
        _paragraph(say.with_channel(), _channel_lines(wording, decision)),
    ]
    return message(blocks)


def _paragraph(heading: str, lines: Iterable[str]) -> Block:
    return section(cut("\n".join([f"*{heading}*", *lines]), SECTION_LIMIT))


def _person(say: WhoamiWording, person: Person) -> str:
    marks = [
        mark
        for mark, holds in (
            (say.guest(), person.guest),
            (say.external(), person.external),
            (say.email_unconfirmed(), not person.email_confirmed),
        )
        if holds
    ]
    email = escape(person.email) if person.email else say.no_email()
    return f"{escape(person.name)}, {email}" + (f" ({', '.join(marks)})" if marks else "")


def _account_lines(
    wording: Wording, person: Person, account: IlertUser | None, decision: Decision, directory: Directory | None
) -> list[str]:
    say = wording.whoami
    if account is None or directory is None:
        reason = decision.account
        match reason:
            case AccountOffer():
                return [say.no_ilert_account()]
            case NotMatched.NO_ACCOUNT:
                return _nobody_has(say, person, directory)
            case NotMatched.NO_EMAIL:
                return [say.no_address_to_match()]
            case NotMatched.GUEST | NotMatched.EXTERNAL | NotMatched.BOT:
                return [say.not_looked_for()]
            case _:
                return [wording.denials.denial(reason)]
    teams = ", ".join(sorted(_teams(say, account, directory)))
    return [
        say.account(escape(account.name), escape(account.email), account.role),
        say.teams(teams) if teams else say.no_teams(),
    ]


def _nobody_has(say: WhoamiWording, person: Person, directory: Directory | None) -> list[str]:
    """Say that the address is nobody's, and whether one is near, but not which.

    Slack lets an admin hide addresses from the members, and who reads this is by its own account nobody in ilert. The
    admin of the bot reads the near one in `explain`. Guests are not even told that there is one.
    """
    email = person.email or ""
    lines = [say.nobody_has(escape(email))]
    if directory is not None and not person.guest and near_address(normalise_email(email), directory.users_by_email):
        lines.append(say.an_address_is_near())
    return lines


def _teams(say: WhoamiWording, account: IlertUser, directory: Directory) -> Iterator[str]:
    for team in directory.teams.values():
        if account.id in team.members:
            shown = say.private_team if team.private else say.public_team
            yield shown(escape(team.name), team.members[account.id])


def _offer_lines(wording: Wording, decision: Decision) -> list[str]:
    offer = decision.account
    if offer in (NotMatched.NO_ACCOUNT, NotMatched.NO_EMAIL):
        return [wording.whoami.not_without_account()]
    if not isinstance(offer, AccountOffer):
        return [wording.denials.denial(offer)]
    found, say = offer.resources, wording.whoami
    return [
        _names(say, say.alert_sources, (one.name for one in found.alert_sources.values())),
        _names(say, say.escalation_policies, (one.name for one in found.escalation_policies.values())),
        *_withheld(say, say.alert_sources, found.denied_sources),
        *_withheld(say, say.escalation_policies, found.denied_policies),
    ]


def _channel_lines(wording: Wording, decision: Decision) -> list[str]:
    offer = decision.channel
    if offer is Denied.NO_SLACK_ALERT_SOURCE:
        return [wording.whoami.no_channel_dialog()]
    if offer is decision.account:
        return [wording.whoami.for_the_same_reason()]
    if not isinstance(offer, ChannelOffer):
        return [wording.denials.denial(offer)]
    say = wording.whoami
    return [_names(say, say.escalation_policies, (choice_name(wording, choice) for choice in offer.choices))]


def _names(say: WhoamiWording, count: Callable[[int], str], names: Iterable[str]) -> str:
    found = sorted(names, key=str.casefold)
    shown = ", ".join(escape(name) for name in found[:_NAMES_SHOWN])
    if len(found) > _NAMES_SHOWN:
        shown = say.and_more(shown, len(found) - _NAMES_SHOWN)
    return f"{count(len(found))}: {shown}" if shown else count(0)


def _withheld(say: WhoamiWording, count: Callable[[int], str], withheld: Mapping[int, AccessReason]) -> list[str]:
    times = Counter(withheld.values())
    return [say.not_offered(count(number), why) for why, number in sorted(times.items())]


FEATURE = Feature(
    name="whoami",
    subcommands=(Subcommand("whoami", answer, help=lambda wording, command: wording.commands.whoami(command)),),
)
