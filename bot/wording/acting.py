"""What people read who act on an alert from its card, as mrkdwn."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.domain.permissions import AccessReason
from bot.wording.sentences import N_, Sentences

_MAY_NOT: Mapping[AccessReason, str] = MappingProxyType(
    {
        AccessReason.STAKEHOLDER: N_("Your ilert role is Stakeholder, and stakeholders cannot act on alerts."),
        AccessReason.UNKNOWN_ROLE: N_("Your ilert account has a role that this bot does not recognize."),
        AccessReason.PRIVATE_TEAM: N_("This alert belongs to a private team in ilert that you are not in."),
        AccessReason.GUEST_NOT_MEMBER: N_("Your ilert role is Guest, and you are not in a team of this alert."),
        AccessReason.VIEWER_NOT_MEMBER: N_("Your ilert role is Viewer, and you are not in a team of this alert."),
        AccessReason.MAY_NOT_MANAGE: N_("Your ilert role and team role do not let you act on this alert."),
    }
)


class ActingWording(Sentences):
    """Answers to the card's buttons, and the dialogs that they open."""

    def nothing_done(self, why: str) -> str:
        return self._("Nothing was done. {why}").format(why=why)

    def no_account(self) -> str:
        return self._(
            "To act on alerts you need an ilert account with the e-mail address that you have in Slack. Ask an ilert "
            "admin for one."
        )

    def may_not(self, why: AccessReason) -> str:
        reason = why if why in _MAY_NOT else AccessReason.MAY_NOT_MANAGE
        return self._(_MAY_NOT[reason])

    def source_unknown(self) -> str:
        return self._("ilert does not show the alert's source to the bot, so it cannot tell whether you may.")

    def not_confirmed(self) -> str:
        return self._("ilert could not be asked whether you may. Please try again in a minute, or act in ilert.")

    def unknown_alert(self) -> str:
        return self._("The bot does not know this alert any more. Please act in ilert.")

    def not_done(self) -> str:
        return self._("ilert did not carry it out. Please try again in a minute, or act in ilert. It is not repeated.")

    def unconfirmed(self) -> str:
        return self._(
            "ilert may have carried it out, but does not show it yet. The card will show it when it does; look in "
            "ilert if it is urgent."
        )

    def already(self, state: str) -> str:
        return self._("Nothing was left to do. {state}").format(state=state)

    def already_accepted_by(self, who: str) -> str:
        return self._("The alert has been accepted by {who} already.").format(who=who)

    def already_accepted(self) -> str:
        return self._("The alert has been accepted already.")

    def already_resolved(self) -> str:
        return self._("The alert has been resolved already.")

    def already_done(self) -> str:
        return self._("It was done before.")

    def done(self) -> str:
        return self._("ilert has carried it out.")

    def commented(self) -> str:
        return self._("ilert has taken your comment. It stands in the alert's log, under your name.")

    def asking(self) -> str:
        return self._("Asking ilert …")

    def assign_title(self) -> str:
        return self._("Assign the alert")

    def assign_label(self) -> str:
        return self._("Who should have it")

    def assign_placeholder(self) -> str:
        return self._("Search people, policies and schedules")

    def assign_submit(self) -> str:
        return self._("Assign")

    def assign_warning(self) -> str:
        return self._("Whoever has the alert now has it no longer, and ilert calls who gets it.")

    def add_title(self) -> str:
        return self._("Add a responder")

    def add_label(self) -> str:
        return self._("Who should help")

    def add_placeholder(self) -> str:
        return self._("Search people")

    def add_submit(self) -> str:
        return self._("Add")

    def add_warning(self) -> str:
        return self._("ilert calls them. Whoever has the alert keeps it.")

    def comment_title(self) -> str:
        return self._("Comment on the alert")

    def comment_label(self) -> str:
        return self._("Comment")

    def comment_placeholder(self) -> str:
        return self._("What others should know")

    def comment_submit(self) -> str:
        return self._("Comment")

    def choose_somebody(self) -> str:
        return self._("Please choose somebody from the list.")

    def write_something(self) -> str:
        return self._("Please write something.")

    def schedule(self, name: str) -> str:
        return self._("Schedule: {name}").format(name=name)

    def policy(self, name: str) -> str:
        return self._("Escalation policy: {name}").format(name=name)
