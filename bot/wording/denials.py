"""Why a person is offered nothing, or not all, and what they can do about it."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.domain.decision import Denied, Reason
from bot.domain.identity import NotMatched
from bot.wording.sentences import N_, Sentences

# ilert's own sentence, word for word (ilert docs, Slack FAQ).
NO_SLACK_ALERT_SOURCE = N_(
    "There is no Slack alert source configured for this channel in ilert, which is required to enable alert "
    "creation for Slack users without an ilert account."
)

DENIALS: Mapping[Reason, str] = MappingProxyType(
    {
        NotMatched.NO_ACCOUNT: NO_SLACK_ALERT_SOURCE,
        NotMatched.NO_EMAIL: NO_SLACK_ALERT_SOURCE,
        NotMatched.EMAIL_UNCONFIRMED: N_(
            "Your e-mail address in Slack is not confirmed yet, so it cannot be matched "
            "with an ilert account. Confirm it with the link that Slack sent you, then try again."
        ),
        NotMatched.EXTERNAL: N_(
            "You belong to another company's Slack workspace. Only members of this workspace can "
            "raise alerts. Please ask one of them to do it."
        ),
        NotMatched.BOT: N_("Alerts can only be raised by people."),
        NotMatched.DEACTIVATED: N_("Your Slack account is deactivated, so you cannot raise alerts."),
        NotMatched.DIRECTORY_UNAVAILABLE: N_(
            "The bot cannot read your company's ilert account at the moment, so it cannot determine what you may "
            "alert. It keeps trying; please try again in a minute."
        ),
        NotMatched.OVERRIDE_UNKNOWN: N_(
            "The bot's policy file names an ilert account for you that does not exist. "
            "Please ask the admin of this bot to correct it."
        ),
        NotMatched.LOOKUP_FAILED: N_(
            "The bot does not know of an ilert account with your e-mail address, and ilert could not be asked just now "
            "whether you have a new one. Please try again in a minute."
        ),
        NotMatched.GUEST: N_(
            "You are a guest in this Slack workspace, and guests may not raise alerts here. Please ask "
            "a member to do it."
        ),
        Denied.ACCOUNT_DIALOG_OFF: N_(
            "Alerts can only be raised from channels that are set up for it, and this one is not."
        ),
        Denied.NOT_IN_THIS_CHANNEL: N_(
            "People with an ilert account may raise alerts from certain channels only, and this is not one of them."
        ),
        Denied.STAKEHOLDER: N_(
            "Your ilert role is Stakeholder. Stakeholders cannot raise alerts. Ask an ilert admin if you need to."
        ),
        Denied.UNKNOWN_ROLE: N_(
            "Your ilert account has a role that this bot does not recognize, so it offers you nothing. Please let the "
            "admin of this bot know."
        ),
        Denied.NOTHING_VISIBLE: N_(
            "Your ilert role and teams do not give you access to any alert source. Ask an ilert admin to add you to a "
            "team."
        ),
        Denied.GUESTS_NOT_HERE: N_(
            "You are a guest in this Slack workspace, and guests may not raise alerts from "
            "this channel. Please ask a member to do it."
        ),
        Denied.SOURCE_UNUSABLE: N_(
            "This channel is set up for alerts, but its alert source cannot be used in ilert at the moment. Please let "
            "the admin of this bot know."
        ),
        Denied.NO_SLACK_ALERT_SOURCE: NO_SLACK_ALERT_SOURCE,
    }
)


class DenialWording(Sentences):
    """Denials."""

    def denial(self, reason: Reason) -> str:
        return self._(DENIALS[reason])

    def elsewhere(self, channels: str) -> str:
        return self._("You can do it in {channels}.").format(channels=channels)

    def alert_from(self, channel: str) -> str:
        """Label the button that opens the dialog of another channel."""
        return self._("Raise an alert in #{channel}").format(channel=channel)

    def how_to_button(self) -> str:
        return self._("How to set this channel up")

    def how_to_configure(self) -> str:
        return self._(
            "*How to set it up:* ask the admin of this bot to add the channel to its policy file, with the ids of a "
            "Slack alert source and of an escalation policy in ilert:"
        )

    def how_to_configure_in_dm(self) -> str:
        return self._(
            "*What you can do:* use the command in a channel that is set up for it, or ask for an ilert account."
        )

    def policy_lines(self, channel_id: str, *, guest: bool) -> str:
        """Write the lines that an admin adds to the policy file to set a channel up, for guests where a guest asks."""
        source = self._("your Slack alert source in ilert")
        policy = self._("the escalation policy to alert")
        why_guests = self._("you are a guest in Slack")
        guests = f"guests = true  # {why_guests}\n" if guest else ""
        return (
            "[[slack_alert_source]]\n"
            f"id = 0  # {source}\n"
            f'channels = ["{channel_id}"]\n{guests}\n'
            "  [[slack_alert_source.escalation_policy]]\n"
            f"  id = 0  # {policy}"
        )
