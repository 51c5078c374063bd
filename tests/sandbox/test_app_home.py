"""The Home tab: what an app publishes there, and how it learns of visits."""

import pytest

from bot.sandbox.slack.actions import ImpossibleAction

BUTTON = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}, "value": "v"}
HOME = {
    "type": "home",
    "blocks": [
        {"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}},
        {"type": "actions", "elements": [BUTTON]},
    ],
}


async def test_what_is_published_is_shown_to_that_person(sandbox, app, sam):
    answer = await app.call("views.publish", user_id=sam.id, view=HOME)
    assert answer["ok"]
    assert answer["view"]["type"] == "home"
    assert (sam.home, sandbox.person("alice").home) == ("Hello\nGo", "")


async def test_a_visit_is_told(sandbox, app, sam):
    sam.open_home()
    await sandbox.until(lambda: app.envelopes)
    event = app.envelopes[-1]["payload"]["event"]
    assert (event["type"], event["user"], event["tab"]) == ("app_home_opened", sam.id, "home")


async def test_a_press_is_told_with_a_trigger_and_without_a_conversation(app, sam):
    await app.call("views.publish", user_id=sam.id, view=HOME)
    assert await sam.press_home("go")
    assert (app.told["type"], app.told["view"]["type"], app.told["actions"][0]["value"]) == (
        "block_actions",
        "home",
        "v",
    )
    assert "channel" not in app.told
    assert "response_url" not in app.told
    assert app.told["trigger_id"]


@pytest.mark.parametrize(
    ("view", "error"),
    [
        ({"type": "modal", "blocks": HOME["blocks"]}, "invalid_arguments"),
        ({"type": "home", "blocks": HOME["blocks"], "title": {"type": "plain_text", "text": "x"}}, "invalid_arguments"),
        ({"type": "home", "blocks": [HOME["blocks"][0]] * 101}, "invalid_arguments"),
    ],
)
async def test_what_slack_would_not_take_is_refused(app, sam, view, error):
    assert (await app.call("views.publish", user_id=sam.id, view=view))["error"] == error


async def test_a_stale_hash_and_strangers_are_refused(app, sam):
    await app.call("views.publish", user_id=sam.id, view=HOME)
    assert (await app.call("views.publish", user_id=sam.id, view=HOME, hash="1.old"))["error"] == "hash_conflict"
    assert (await app.call("views.publish", user_id="U0NOBODY001", view=HOME))["error"] == "user_not_found"


async def test_an_app_without_one_has_none(sandbox, app, sam):
    sandbox.slack.workspace.app.home_tab = False
    assert (await app.call("views.publish", user_id=sam.id, view=HOME))["error"] == "not_enabled"
    with pytest.raises(ImpossibleAction, match="no Home tab"):
        sam.open_home()


async def test_people_from_outside_have_none(sandbox, app):
    with pytest.raises(ImpossibleAction, match="from outside"):
        sandbox.person("eve").open_home()
