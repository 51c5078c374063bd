"""Submit: what the client holds back, what the app may answer, and what comes of it."""

import asyncio

import pytest

from tests.sandbox.shapes import button, menu_field, modal, option, plain, section, text_field

DIALOG = modal(text_field(max_length=10, min_length=2), {**menu_field("source", "1", "2"), "optional": True})


@pytest.fixture
async def filled(app, sam):
    """A dialog that can be submitted."""
    view = (await app.open(sam, DIALOG))["view"]
    sam.type("summary", "down")
    return view


async def test_a_submission_tells_all_that_was_entered(app, sam, filled):
    await sam.choose("source", "2")
    assert (await sam.submit()).result == "closed"
    chosen = {"text": {"type": "plain_text", "text": "2", "emoji": True}, "value": "2"}
    assert app.told["view"]["state"]["values"] == {
        "summary": {"v": {"type": "plain_text_input", "value": "down"}},
        "source": {"v": {"type": "static_select", "selected_option": chosen}},
    }
    assert app.told["user"]["id"] == "U0SAM000001"
    assert app.told["view"]["id"] == filled["id"]
    assert app.told["response_urls"] == []


async def test_what_was_left_empty_is_null(app, sam, filled):
    await sam.submit()
    assert app.told["view"]["state"]["values"]["source"]["v"]["selected_option"] is None


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("", "Please complete this required field."),
        ("x", "This field must be at least 2 characters."),
        ("x" * 11, "This field must be at most 10 characters."),
    ],
)
async def test_the_client_holds_back_what_does_not_fit(app, sam, filled, typed, complaint):
    sam.type("summary", typed)
    told = len(app.envelopes)
    result = await sam.submit()
    assert (result.result, result.errors) == ("errors", {"summary": complaint})
    assert len(app.envelopes) == told


@pytest.mark.parametrize("answer", [None, {}])
async def test_an_empty_acknowledgement_closes_the_dialog(app, sam, filled, answer):
    app.answers["view_submission"] = answer
    assert (await sam.submit()).result == "closed"
    assert sam.view is None


async def test_errors_stand_at_their_fields(app, sam, filled):
    app.answers["view_submission"] = {"response_action": "errors", "errors": {"summary": "No."}}
    result = await sam.submit()
    assert (result.result, result.errors) == ("errors", {"summary": "No."})
    assert sam.view.values["summary"] == "down"


async def test_an_update_replaces_the_dialog(app, sam, filled):
    app.answers["view_submission"] = {"response_action": "update", "view": modal(title=plain("Done"))}
    assert (await sam.submit()).result == "updated"
    assert (sam.view.id, sam.view.title) == (filled["id"], "Done")
    assert sam.view.hash != filled["hash"]


async def test_a_push_puts_a_dialog_on_top(app, sam, filled):
    app.answers["view_submission"] = {"response_action": "push", "view": modal(title=plain("More"))}
    assert (await sam.submit()).result == "pushed"
    assert sam.view.title == "More"
    await sam.close_view()
    assert sam.view.id == filled["id"]


async def test_clear_closes_all(app, sam, filled):
    app.answers["view_submission"] = {"response_action": "clear"}
    assert (await sam.submit()).result == "cleared"
    assert sam.view is None


@pytest.mark.parametrize(
    ("answer", "violation"),
    [
        ({"response_action": "explode"}, "no such response_action: 'explode'"),
        ({"response_action": "errors", "errors": {}}, "errors must be an object that is not empty"),
        (
            {"response_action": "errors", "errors": {"nowhere": "No."}},
            "errors for 'nowhere', which is no input block of the view",
        ),
        (
            {"response_action": "errors", "errors": {"summary": ""}},
            "the error of 'summary' must be a text that is not empty",
        ),
        ({"response_action": "update"}, "response_action update with ['response_action']"),
        (
            {"response_action": "update", "view": modal(title=plain("x" * 25))},
            "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]",
        ),
        ([], "a payload must be an object"),
    ],
)
async def test_an_answer_that_slack_does_not_take_is_trouble(sandbox, app, sam, filled, answer, violation):
    app.answers["view_submission"] = answer
    assert (await sam.submit()).result == "trouble"
    assert [one.split(": ", 1)[1] for one in sandbox.slack.violations] == [violation]
    assert sam.view.values["summary"] == "down"


async def test_without_acknowledgement_it_is_trouble_and_can_be_tried_again(sandbox, app, sam, filled):
    sandbox.slack.socket.ack_seconds = 0.05
    app.silent = True
    assert (await sam.submit()).result == "trouble"
    [violation] = sandbox.slack.violations
    assert violation.startswith("no acknowledgement of view_submission")
    app.silent = False
    assert (await sam.submit()).result == "closed"


async def test_a_late_acknowledgement_is_trouble(sandbox, app, sam, filled):
    app.answers["view_submission"] = lambda _: sandbox.clock.advance(3.1)
    assert (await sam.submit()).result == "trouble"
    assert "late acknowledgement of view_submission" in sandbox.slack.violations[0]


async def test_without_connection_it_is_trouble(app, sam, filled):
    await app.close()
    assert (await sam.submit()).result == "trouble"


async def test_two_presses_at_once_are_two_submissions(app, sam, filled):
    app.answers["view_submission"] = {"response_action": "update", "view": modal()}
    results = await asyncio.gather(sam.submit(), sam.submit())
    assert [result.result for result in results] == ["updated", "updated"]
    assert [one["payload"]["type"] for one in app.envelopes[-2:]] == ["view_submission"] * 2


async def test_a_submission_can_be_forged(sandbox, app, sam, filled):
    payload = sam.submission()
    payload["view"]["state"]["values"]["source"]["v"]["selected_option"] = option("666")
    ack = await sandbox.slack.deliver("view_submission", payload)
    assert ack.payload is None
    assert app.told["view"]["state"]["values"]["source"]["v"]["selected_option"]["value"] == "666"


async def test_a_button_tells_what_is_entered(app, sam):
    await app.open(sam, modal(section(accessory=button()), text_field()))
    sam.type("summary", "down")
    assert await sam.click("press")
    assert app.told["view"]["state"]["values"]["summary"]["v"]["value"] == "down"
    [action] = app.told["actions"]
    assert (action["type"], action["action_id"], action["value"]) == ("button", "press", "pressed")
    assert app.told["container"] == {"type": "view", "view_id": sam.view.id}
    assert "channel" not in app.told
    assert "response_url" not in app.told


async def test_a_choice_is_told_where_the_app_wants_to_know(app, sam):
    await app.open(sam, modal({**menu_field("source", "1", "2"), "dispatch_action": True}))
    assert await sam.choose("source", "2")
    assert app.told["actions"][0]["selected_option"]["value"] == "2"


async def test_a_choice_is_not_told_otherwise(app, sam, filled):
    told = len(app.envelopes)
    await sam.choose("source", "2")
    assert len(app.envelopes) == told


async def test_actions_take_no_payload_in_their_acknowledgement(sandbox, app, sam):
    await app.open(sam, modal(section(accessory=button())))
    app.answers["block_actions"] = {"text": "x"}
    assert not await sam.click("press")
    assert "block_actions takes no payload" in sandbox.slack.violations[0]
