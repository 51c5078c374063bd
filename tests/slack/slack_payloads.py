"""What Slack sends, one payload of every kind (Slack docs, Slash commands; Interaction payloads; Events API)."""

from bot.slack.ui.metadata import Metadata, dump
from tests.accounts import DEMO, IN_DEMO, NETWORK, SLACK_ALERTS
from tests.slack.fake_slack import HOME

APP = "A0ILERT0001"
SAM = "U0SAM000001"
CHOSEN = f"{SLACK_ALERTS}:{NETWORK}"

_COMMON = {
    "team": {"id": HOME.team_id, "domain": "acme"},
    "user": {"id": SAM, "username": "sam", "name": "sam", "team_id": HOME.team_id},
    "api_app_id": APP,
    "enterprise": None,
    "is_enterprise_install": False,
    "trigger_id": "1.2.3",
}
_METADATA = dump(Metadata("7K3M-Q9XD", IN_DEMO))
_IM = {"channel": {"id": "D0SAM00001", "name": "directmessage"}, "message": {"type": "message", "ts": "1.0"}}


def command(text="the checkout is down"):
    """A slash command."""
    return {
        "command": "/il-alert",
        "text": text,
        "team_id": HOME.team_id,
        "team_domain": "acme",
        "channel_id": DEMO,
        "channel_name": "demo",
        "user_id": SAM,
        "user_name": "sam",
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.com/commands/1",
        "trigger_id": "1.2.3",
    }


def view(callback_id="alert_channel"):
    """A dialog as Slack describes it, all filled in."""
    text = {"type": "plain_text_input"}
    return {
        "id": "V0VIEW00001",
        "root_view_id": "V0VIEW00001",
        "type": "modal",
        "callback_id": callback_id,
        "hash": "1.a",
        "title": {"type": "plain_text", "text": "Alert", "emoji": False},
        "private_metadata": _METADATA,
        "blocks": [{"type": "input", "block_id": name} for name in ("choice", "summary", "details", "source")],
        "state": {
            "values": {
                "choice": {"choice": {"type": "radio_buttons", "selected_option": {"value": CHOSEN}}},
                "source": {"source": {"type": "static_select", "selected_option": {"value": str(SLACK_ALERTS)}}},
                f"policy.{SLACK_ALERTS}": {"policy": {"type": "static_select", "selected_option": None}},
                "summary": {"summary": {**text, "value": "down"}},
                "details": {"details": {**text, "value": None}},
                "priority": {"priority": {"type": "static_select", "selected_option": None}},
            }
        },
    }


def _interaction(kind, **more):
    return {"type": kind, **_COMMON, **more}


def _event(**inner):
    authorization = {"enterprise_id": None, "team_id": HOME.team_id, "user_id": HOME.user_id, "is_bot": True}
    return {
        "type": "event_callback",
        "team_id": HOME.team_id,
        "api_app_id": APP,
        "event": inner,
        "event_id": "Ev1",
        "event_time": 1,
        "authorizations": [authorization],
    }


def _action(action_id, **more):
    return {"actions": [{"type": "button", "action_id": action_id, "block_id": "b", "action_ts": "1.0", **more}]}


EVERY_KIND = (
    ("slash_commands", command()),
    ("slash_commands", command("whoami")),
    ("slash_commands", command("help")),
    ("interactive", _interaction("view_submission", view=view(), response_urls=[])),
    ("interactive", _interaction("view_submission", view=view("alert_account"), response_urls=[])),
    ("interactive", _interaction("view_submission", view=view("of_another_release"), response_urls=[])),
    ("interactive", _interaction("view_closed", view=view(), is_cleared=False)),
    ("interactive", _interaction("block_actions", view=view("alert_account"), **_action("source"))),
    ("interactive", _interaction("block_actions", view=view(), **_action("use_account"))),
    ("interactive", _interaction("block_actions", view=view("alert_account"), **_action("use_channel"))),
    ("interactive", _interaction("block_actions", **_IM, **_action("open_dialog", value="down"))),
    ("interactive", _interaction("block_actions", **_IM, **_action("page_now", value="il-alert-V0VIEW00001"))),
    (
        "interactive",
        _interaction("block_suggestion", view=view("alert_account"), action_id="source", block_id="source", value="x"),
    ),
    (
        "interactive",
        _interaction("block_suggestion", view=view("alert_account"), action_id="policy", block_id="policy.7", value=""),
    ),
    ("interactive", _interaction("shortcut", callback_id="nobodys", action_ts="1.0")),
    ("interactive", _interaction("message_action", callback_id="nobodys", **_IM)),
    ("interactive", _interaction("shortcut", callback_id="create_alert", action_ts="1.0")),
    ("interactive", _interaction("message_action", callback_id="create_alert_from_message", **_IM)),
    (
        "interactive",
        _interaction("message_action", callback_id="create_alert_from_message", **{**_IM, "message": None}),
    ),
    ("interactive", _interaction("view_submission", view=view("channel_choice"), response_urls=[])),
    ("events_api", _event(type="message", channel_type="im", channel="D0SAM00001", user=SAM, text="hello", ts="1.0")),
    ("events_api", _event(type="user_change", user={"id": SAM, "deleted": False})),
    ("events_api", _event(type="tokens_revoked", tokens={"oauth": [], "bot": [HOME.user_id]})),
    ("events_api", _event(type="app_uninstalled")),
    ("events_api", _event(type="app_home_opened", user=SAM, tab="home")),
)
"""The type of the envelope and its payload."""
