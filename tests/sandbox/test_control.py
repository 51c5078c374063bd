"""What the page posts, and the state that it is shown."""

import json

import pytest
import yarl

from tests.sandbox.shapes import button, menu_field, modal, option, section, text_field

SAM, DEMO = "U0SAM000001", "C024BE91L"


@pytest.fixture
async def live(sandbox, session):
    """Read the next state of the stream."""
    async with session.get(f"{sandbox.base_url}sandbox/live", params={"token": sandbox.guard.token}) as response:
        assert response.content_type == "text/event-stream"

        async def until(where):
            async for line in response.content:
                if line.startswith(b"data: ") and where(state := json.loads(line.removeprefix(b"data: "))):
                    return state
            raise AssertionError("the stream ended")

        yield until


async def test_the_whole_state_comes_at_once(live):
    state = await live(lambda _: True)
    assert state.keys() == {
        "app",
        "people",
        "channels",
        "messages",
        "views",
        "alerts",
        "sources",
        "assignees",
        "calls",
        "envelopes",
        "faults",
        "connections",
        "connected_hosts",
        "backstage",
        "homes",
    }
    assert {person["name"]: person["external"] for person in state["people"]}["eve"]
    assert {
        "id": "D0SAM000001",
        "name": "sam",
        "kind": "im",
        "members": [SAM],
        "topic": "",
        "archived": False,
    } in state["channels"]
    assert (state["connections"], state["backstage"]) == (0, None)


async def test_what_happens_is_shown(live, app, sam, ilert):
    await app.open(sam, modal(text_field()))
    await ilert("POST", "/events", {"integrationKey": "il1slack0demo0key", "eventType": "ALERT", "summary": "down"})
    state = await live(lambda state: state["alerts"])
    assert state["connections"] == 1
    assert [view["title"]["text"] for view in state["views"][SAM]] == ["Alert"]
    [alert] = state["alerts"]
    assert (alert["summary"], alert["source"], alert["policy"], alert["responders"], alert["via"]) == (
        "down",
        "Slack Alerts",
        "Network Infra Team",
        ["Robert Müller"],
        "POST /events",
    )
    [envelope] = state["envelopes"]
    assert (envelope["type"], envelope["ack"], envelope["acked_ms"] is None) == ("slash_commands", None, False)
    assert [call["what"] for call in state["calls"]][0::2] == ["POST /api/events", "apps.connections.open"]


async def test_no_secret_is_shown(sandbox, live, app, sam, ilert):
    await app.open(sam, modal())
    await ilert("GET", "/alert-sources")
    text = json.dumps(
        await live(lambda state: any(call["what"] == "GET /api/alert-sources" for call in state["calls"]))
    )
    for secret in (sandbox.bot_token, sandbox.app_token, sandbox.ilert_token, "ticket=", "hooks", "il1slack0demo0key"):
        assert secret not in text


async def test_a_command_is_sent(control, app):
    assert await control("command", user=SAM, channel=DEMO, text="/il-alert the checkout is down") == (
        200,
        {"ok": True},
    )
    assert (app.told["command"], app.told["text"]) == ("/il-alert", "the checkout is down")


async def test_a_command_that_fails_says_how(control):
    answer = await control("command", user=SAM, channel=DEMO, text="/il-alert")
    assert answer == (200, {"ok": False, "error": "dispatch_failed"})


async def test_plain_text_is_a_message(sandbox, control):
    await control("command", user=SAM, channel=DEMO, text="good morning")
    [message] = sandbox.messages("#demo")
    assert (message.text, message.user, message.bot) == ("good morning", SAM, False)


async def test_a_dialog_is_worked_with(control, app, sam):
    menu = menu_field("policy", type="external_select", min_query_length=0)
    view = (await app.open(sam, modal(section(block_id="row", accessory=button()), text_field(), menu)))["view"]
    where = {"user": SAM, "view_id": view["id"]}
    pressed = await control("view/action", **where, block_id="row", action_id="press", value="pressed", values={})
    assert pressed == (200, {"ok": True})
    app.answers["block_suggestion"] = {"options": []}
    searched = await control("view/search", **where, block_id="policy", action_id="v", query="", values={})
    assert searched == (200, {"ok": True, "options": [], "option_groups": []})
    values = {"summary": {"v": "down"}, "policy": {"v": None}}
    refused = await control("view/submit", **where, values=values)
    complaint = {"policy": "Please complete this required field."}
    assert refused == (200, {"ok": True, "result": "errors", "errors": complaint})
    assert await control("view/close", **where) == (200, {"ok": True})
    assert sam.view is None


async def test_an_overflow_menu_tells_what_was_picked_and_keeps_nothing(control, app, sam):
    more = {"type": "overflow", "action_id": "more", "options": [option("mute"), option("move")]}
    view = (await app.open(sam, modal(section(block_id="row", accessory=more))))["view"]
    where = {"user": SAM, "view_id": view["id"], "block_id": "row", "action_id": "more"}
    assert await control("view/action", **where, value="move") == (200, {"ok": True})
    assert app.told["actions"][0]["selected_option"] == option("move") | {
        "text": option("move")["text"] | {"emoji": True}
    }
    assert app.told["view"]["state"]["values"] == {}
    assert (await control("view/action", **where, value="delete"))[0] == 400


async def test_trouble_is_told(sandbox, control, app, sam):
    view = (await app.open(sam, modal(text_field())))["view"]
    app.answers["view_submission"] = {"response_action": "explode"}
    answer = await control("view/submit", user=SAM, view_id=view["id"], values={"summary": {"v": "x"}})
    assert answer == (200, {"ok": False, "error": "trouble"})


async def test_a_button_in_a_message_is_pressed(sandbox, control, app):
    blocks = [{"type": "actions", "block_id": "row", "elements": [button()]}]
    ts = (await app.call("chat.postMessage", channel=DEMO, text="x", blocks=blocks))["ts"]
    place = {"channel": DEMO, "ts": ts, "block_id": "row", "action_id": "press", "value": "pressed"}
    assert await control("message/action", user=SAM, **place) == (200, {"ok": True})
    assert app.told["actions"][0]["value"] == "pressed"


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("command", {"user": SAM, "channel": "C0NOWHERE01", "text": "/il-alert"}),
        ("command", {"user": "U0NOBODY001", "channel": DEMO, "text": "x"}),
        ("command", {"user": SAM, "channel": DEMO}),
        ("command", {"user": SAM, "channel": DEMO, "text": 5}),
        ("view/submit", {"user": SAM, "view_id": "V1", "values": {}}),
        ("view/submit", {"user": SAM, "view_id": "V1", "values": []}),
        ("message/action", {"user": SAM, "channel": DEMO, "ts": "1", "block_id": "a", "action_id": "b"}),
        ("faults", {"ilert": "sleepy"}),
        ("faults", {"slack": "sleepy"}),
        ("faults", {"weather": "bad"}),
        ("faults", {"ilert_latency_ms": "long"}),
        ("faults", {"disconnect": "bored"}),
        ("alert/accept", {"id": 1}),
        ("daemon/kill", {}),
        ("daemon/start", {}),
        ("policy/save", {"text": ""}),
        ("explain", {"user": SAM, "channel": DEMO}),
        ("alert/resolve", {"id": []}),
    ],
)
async def test_misuse_is_refused(control, action, body):
    status, answer = await control(action, **body)
    assert (status, answer["ok"]) == (400, False)


async def test_an_unknown_action_is_not_found(control):
    assert (await control("explode"))[0] == 404


async def test_a_choice_that_was_not_offered_is_refused(control, app, sam):
    view = (await app.open(sam, modal(menu_field("source", "1"))))["view"]
    values = {"source": {"v": "2"}}
    status, answer = await control("view/submit", user=SAM, view_id=view["id"], values=values)
    assert (status, answer["error"]) == (400, "v does not offer '2'")


async def test_switches_are_turned(sandbox, live, control):
    await control("faults", ilert="down", ilert_latency_ms=40, slack="api_down")
    faults = (await live(lambda state: state["faults"]["ilert"] == "down"))["faults"]
    assert (faults["ilert_latency_ms"], faults["slack"]) == (40, "api_down")


async def test_a_wrong_switch_turns_none(sandbox, control):
    await control("faults", ilert="down", weather="bad")
    assert sandbox.faults.ilert == "up"


async def test_connections_are_broken(sandbox, control, app):
    await control("faults", disconnect="warning")
    assert (await app.hears(1))["reason"] == "warning"
    await app.connect()
    await control("faults", drop="one")
    await sandbox.until(lambda: len(sandbox.slack.socket.connections) == 1)
    await control("faults", drop=True)
    await sandbox.until(lambda: not sandbox.slack.socket.connections)


async def test_alerts_are_accepted_and_resolved(sandbox, control, ilert):
    await ilert("POST", "/alerts", {"summary": "x", "alertSource": {"id": 2247477}})
    await control("alert/accept", id=2370001, user="Robert")
    await control("alert/resolve", id=2370001)
    [alert] = sandbox.ilert.account.alerts.values()
    assert [entry.text for entry in alert.log[-2:]] == ["Accepted by Robert", "Resolved by an engineer"]


async def test_reset_goes_back_to_the_start_but_stays_connected(sandbox, control, app, sam, ilert):
    await app.open(sam, modal())
    await app.call("chat.postMessage", channel=DEMO, text="x")
    await ilert("POST", "/alerts", {"summary": "x", "alertSource": {"id": 2247477}})
    await control("faults", ilert="down")
    await control("reset")
    state = sandbox.live.state()
    assert (state["messages"], state["views"], state["alerts"], state["faults"]["ilert"]) == ({}, {}, [], "up")
    assert state["connections"] == 1


async def test_the_page_is_served(sandbox, session):
    async with session.get(sandbox.page_url) as response:
        assert (response.status, response.content_type) == (200, "text/html")
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["Referrer-Policy"] == "no-referrer"
    async with session.get(f"{sandbox.base_url}static/app.js") as response:
        assert response.status == 200


async def test_the_documents_are_shown_as_text(sandbox, session):
    async with session.get(f"{sandbox.base_url}docs/install.md") as response:
        assert (response.status, response.content_type) == (200, "text/plain")
        assert (await response.text()).startswith("# Install\n")
    for elsewhere in ("docs/nothing.md", "docs/..%2fREADME.md", "docs/dialog.png"):
        async with session.get(yarl.URL(sandbox.base_url + elsewhere, encoded=True)) as response:
            assert response.status == 404


async def test_an_alerts_address_leads_to_the_page(sandbox, session):
    address = f"{sandbox.ilert_endpoint}/alert/view.jsf"
    async with session.get(f"{address}?id=7", allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (302, "/#alert-7")
    async with session.get(f"{address}?id=x", allow_redirects=False) as response:
        assert response.status == 404
