"""The app in the sandbox is the one that the bot's manifest declares."""

from bot.sandbox.slack.workspace import App
from bot.slack.features.all import FEATURES
from bot.slack.manifest import manifest


def test_it_declares_what_the_manifest_declares():
    features = manifest(FEATURES)["features"]
    assert [(one.name, one.usage_hint, one.description) for one in App().commands] == [
        (one["command"], one["usage_hint"], one["description"]) for one in features["slash_commands"]
    ]
    assert [(one.name, one.callback_id) for one in App().shortcuts] == [
        (one["name"], one["callback_id"]) for one in features.get("shortcuts", []) if one["type"] == "message"
    ]
    told = manifest(FEATURES)["settings"]["event_subscriptions"]["bot_events"]
    by_people = ("app_mention", "app_home_opened")
    assert set(App().events) == {name for name in told if name.startswith("message.") or name in by_people}
