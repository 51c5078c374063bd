"""Every sentence that people read in Slack. Plain words; what happened first, then what to do."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.domain.alerts import Failure
from bot.domain.decision import Denied, Reason
from bot.domain.identity import NotMatched
from bot.domain.permissions import AccessReason

COMMAND = "/il-alert"

ACCOUNT_TITLE = "Alert on-call team"
CHANNEL_TITLE = "Alert on-call engineers"
SUBMIT = "Submit"
CLOSE = "Close"

SOURCE_LABEL = "Alert source"
SOURCE_PLACEHOLDER = "Search for an alert source"
POLICY_LABEL = "Escalation policy"
POLICY_PLACEHOLDER = "Search for an escalation policy"
OWN_ROUTING = "As the alert source decides"
SUMMARY_LABEL = "Alert summary"
SUMMARY_PLACEHOLDER = "Enter your alert summary here"
SUMMARY_HINT = "This is what the on-call engineer hears when ilert calls."
DETAILS_LABEL = "Alert details"
DETAILS_PLACEHOLDER = "Enter your alert details here"
PRIORITY_LABEL = "Priority"
PRIORITY_PLACEHOLDER = "As the alert source decides"
PRIORITY_ONLY_FOR = "Counts for: {names}"
PRIORITY_HIGH = "High"
PRIORITY_LOW = "Low"
CHANNEL_CHOICE_LABEL = "Please choose who should be alerted."
USE_ACCOUNT_TEXT = "You have an ilert account: you can also choose among all that it lets you alert."
USE_ACCOUNT_BUTTON = "Use my ilert account"
USE_CHANNEL_TEXT = "This channel has a shorter dialog of its own."
USE_CHANNEL_BUTTON = "Use this channel's dialog"
IN_MAINTENANCE = "in maintenance"

SUMMARY_MISSING = "Please say in a few words what is wrong."
SUMMARY_TOO_LONG = "Please keep the summary under {limit} characters. The details have room for more."
DETAILS_TOO_LONG = "Please keep the details under {limit} characters."
SOURCE_MISSING = "Please choose an alert source."
SOURCE_NOT_OFFERED = "This alert source is not available to you any more. Please choose another one."
POLICY_MISSING = "Please choose an escalation policy."
POLICY_NOT_OFFERED = "This escalation policy is not available to you any more. Please choose another one."
CHOICE_MISSING = "Please choose who should be alerted."
CHOICE_NOT_OFFERED = "This choice is not available here any more. Please choose another one."
PRIORITY_NOT_OFFERED = "The priority cannot be chosen here any more."

SENDING = "Sending your alert to ilert …"
STILL_TRYING = (
    "ilert has not taken your alert yet. It is kept safely, and the bot keeps trying: a direct message will tell you "
    "when it got through, or if it is given up. You may close this dialog."
)
RAISED = "The alert has been raised in ilert."
RAISED_LINK = "Open the alert in ilert"
SUBMITTED_BEFORE = (
    "This alert was submitted already. It is kept safely and on its way to ilert, once. "
    "You will be told what comes of it."
)
NOT_KEPT = "Nothing was sent: the bot cannot keep your alert at the moment. Please press Submit again in a moment."
PERHAPS_KEPT = (
    "The bot does not know yet whether it could keep your alert. Please press Submit again to see; "
    "it is sent only once."
)
NOT_RAISED: Mapping[Failure, str] = MappingProxyType(
    {
        Failure.ILERT_UNREACHABLE: "The alert could not be raised: ilert did not answer. Nobody was alerted. "
        "Please reach the on-call team another way.",
        Failure.FATE_UNKNOWN: "ilert did not answer, and the bot could not find out whether the alert got through. "
        "Please reach the on-call team another way, to be sure.",
        Failure.ILERT_REFUSED: "The alert could not be raised: ilert did not accept it. Nobody was alerted. "
        "Please reach the on-call team another way, and tell the admin of this bot.",
        Failure.ILERT_UNAUTHORIZED: "The alert could not be raised: the bot's access to ilert is no longer valid. "
        "Nobody was alerted. Please reach the on-call team another way, and ask the admin of this bot to "
        "reauthorize it with a new ilert API key.",
        Failure.DROPPED: "The alert was not raised: the admin of this bot stopped it before it reached ilert. Nobody "
        "was alerted. If it still matters, please reach the on-call team another way.",
        Failure.UNEXPECTED: "The alert could not be raised: something went wrong in the bot. Nobody was alerted. "
        "Please reach the on-call team another way, and tell the admin of this bot.",
        Failure.OUTBOX_UNAVAILABLE: "The alert could not be raised: the bot could not write to its disk. Nobody was "
        "alerted. Please reach the on-call team another way, and tell the admin of this bot.",
        Failure.OTHER: "The alert was given up, for a reason that another version of the bot recorded and this one "
        "does not have words for. It is not certain that nobody was alerted. Please reach the on-call team another "
        "way, to be sure.",
    }
)
REFERENCE = "Reference {reference}"

NO_SLACK_ALERT_SOURCE = (
    "There is no Slack alert source configured for this channel in ilert, which is required to enable alert "
    "creation for Slack users without an ilert account."
)
HOW_TO_CONFIGURE = (
    "*How to get it:* ask the admin of this bot to add the channel to its policy file, with the numbers of a "
    "Slack alert source and of an escalation policy in ilert:"
)
HOW_TO_CONFIGURE_DM = (
    "*How to get it:* use the command in a channel that is set up for it, or ask for an ilert account."
)

_DENIALS: Mapping[Reason, str] = MappingProxyType(
    {
        NotMatched.NO_ACCOUNT: NO_SLACK_ALERT_SOURCE,
        NotMatched.NO_EMAIL: NO_SLACK_ALERT_SOURCE,
        NotMatched.EMAIL_UNCONFIRMED: "Your e-mail address in Slack is not confirmed yet, so it cannot be matched "
        "with an ilert account. Confirm it with the link that Slack sent you, then try again.",
        NotMatched.EXTERNAL: "You belong to another company's Slack workspace. Only members of this workspace can "
        "raise alerts. Please ask one of them to do it.",
        NotMatched.BOT: "Alerts can only be raised by people.",
        NotMatched.DEACTIVATED: "Your Slack account is deactivated, so you cannot raise alerts.",
        NotMatched.DIRECTORY_UNAVAILABLE: "The bot cannot read your company's ilert account at the moment, so it "
        "cannot tell what you may alert. It keeps trying; please try again in a minute.",
        NotMatched.OVERRIDE_UNKNOWN: "The bot's policy file names an ilert account for you that does not exist. "
        "Please ask the admin of this bot to correct it.",
        NotMatched.GUEST: "You are a guest in this Slack workspace, and guests may not raise alerts here. Please ask "
        "a member to do it.",
        Denied.OPTION_OFF: "Alerts can only be raised from channels that are set up for it, and this one is not.",
        Denied.NOT_IN_THIS_CHANNEL: "People with an ilert account may raise alerts from some channels only, and "
        "this is not one of them.",
        Denied.STAKEHOLDER: "Your ilert role is Stakeholder. Stakeholders cannot raise alerts. Ask an ilert admin "
        "if you need to.",
        Denied.UNKNOWN_ROLE: "Your ilert account has a role that this bot does not know, so it offers you "
        "nothing. Please tell the admin of this bot.",
        Denied.NOTHING_VISIBLE: "Your ilert role and teams do not give you any alert source to raise an alert "
        "with. Ask an ilert admin to add you to a team.",
        Denied.GUESTS_NOT_HERE: "You are a guest in this Slack workspace, and guests may not raise alerts from "
        "this channel. Please ask a member to do it.",
        Denied.SOURCE_UNUSABLE: "This channel is set up for alerts, but its alert source cannot be used in ilert "
        "at the moment. Please tell the admin of this bot.",
        Denied.NO_SLACK_ALERT_SOURCE: NO_SLACK_ALERT_SOURCE,
    }
)

_WHY_NOT: Mapping[AccessReason, str] = MappingProxyType(
    {
        AccessReason.PRIVATE_TEAM: "of a private team that you are not in",
        AccessReason.GUEST_NOT_MEMBER: "of no team that you are in; your ilert role is Guest",
        AccessReason.VIEWER_NOT_MEMBER: "of no team that you are in; your ilert role is Viewer",
        AccessReason.MAY_NOT_MANAGE: "of a team in which you may not manage alerts",
        AccessReason.STAKEHOLDER: "because your ilert role is Stakeholder",
        AccessReason.UNKNOWN_ROLE: "because this bot does not know your ilert role",
        AccessReason.INACTIVE: "switched off in ilert",
    }
)

UNKNOWN_PERSON = "Slack did not tell the bot who you are, so it cannot show you the dialog. Please try again."
SUBMIT_AGAIN = "Slack did not tell the bot who you are, so nothing was sent. Please press Submit again."
DIALOG_TOO_LATE = "The dialog could not be opened in time. Please try again."
DIALOG_FAILED = "The dialog could not be opened. Please try again; if it happens again, tell the admin of this bot."
MISSING_SCOPE = (
    "The bot lacks the Slack permission {needed}. Please ask the admin of this bot to reauthorize it: "
    "add the scope to the Slack app and install the app again."
)
ACCESS_REVOKED = (
    "Slack does not accept the bot's token any more. Please ask the admin of this bot to reauthorize it: "
    "install the Slack app again and give the bot its new token."
)
UNEXPECTED = "Something went wrong in the bot. Nobody was alerted. Please try again, or tell the admin of this bot."

POLICY_REFUSED = ":warning: The policy file has mistakes. The last good policy goes on until they are mended:"
POLICY_MENDED = ":white_check_mark: The policy file is good again and in force."
AND_MORE = "… and {number} more."
POLICY_UNCHANGED = "Nothing differs from the policy that was in force."
ADMIN_NOT_DELIVERED = (
    ":x: An alert of <@{user}> did not reach ilert and was given up. Reference {reference}. Problem: {problem}"
)
ADMIN_DELIVERED_LATE = (
    ":white_check_mark: An alert of <@{user}>, submitted at {time} UTC, has now reached "
    "ilert{link}. Reference {reference}."
)
ADMIN_REPORTER_NOT_TOLD = (
    ":warning: <@{user}> could not be told what came of their alert, reference {reference}: the message failed every "
    "time. `il-alert-bot outbox show {reference}` has the outcome. Please tell them. Problem: {problem}"
)
ADMIN_OUTBOX_DAMAGED = (
    ":warning: The outbox was damaged and a new one has been begun. Kept: {kept}. Lost: {lost}. The damaged file is "
    "set aside as {path}. Problem: {problem}"
)

WHOAMI = "What the bot knows of you"
NO_ILERT_ACCOUNT = "None was found for your e-mail address."

HELP = (
    f"*{COMMAND}* opens a dialog to alert the people on call.\n"
    f"*{COMMAND} the checkout is down* opens it with the summary filled in.\n"
    f"*{COMMAND} whoami* shows what the bot takes you for, and what you may alert from here.\n"
    f"*{COMMAND} help* shows this.\n\n"
    "With an ilert account you can alert whatever your role and teams in ilert allow, from any channel where "
    "the admin permits it. Without one you can alert the people listed for a channel that is set up for it."
)


def denial(reason: Reason) -> str:
    """Say why a person is offered nothing."""
    return _DENIALS[reason]


def why_not(why: AccessReason) -> str:
    """Say why a resource is withheld from a person."""
    return _WHY_NOT[why]


def policy_lines(channel_id: str) -> str:
    """Write the lines that an admin adds to the policy file to set a channel up."""
    return (
        "[[slack_alert_source]]\n"
        "id = 0  # your Slack alert source in ilert\n"
        f'channels = ["{channel_id}"]\n\n'
        "  [[slack_alert_source.escalation_policy]]\n"
        "  id = 0  # the escalation policy to alert"
    )
