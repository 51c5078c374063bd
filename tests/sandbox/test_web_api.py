"""Who may call what, and how Slack says no."""

import aiohttp
import pytest


@pytest.mark.parametrize(
    ("headers", "error"),
    [
        ({}, "not_authed"),
        ({"Authorization": "xoxb-sandbox-bot-token"}, "not_authed"),
        ({"Authorization": "Bearer wrong"}, "invalid_auth"),
        ({"Authorization": "Bearer xapp-sandbox-app-token"}, "not_allowed_token_type"),
    ],
)
async def test_a_call_without_the_bot_token_is_refused(sandbox, session, headers, error):
    async with session.post(sandbox.slack_api_url + "auth.test", headers=headers) as response:
        assert (response.status, await response.json()) == (200, {"ok": False, "error": error})


async def test_a_bot_token_opens_no_connection(lone_app):
    assert (await lone_app.call("apps.connections.open"))["error"] == "not_allowed_token_type"


async def test_auth_test_says_whose_token_it_is(lone_app):
    _, body, headers = await lone_app.request("auth.test")
    assert body == {
        "ok": True,
        "url": "https://acme.slack.com/",
        "team": "Acme",
        "user": "ilert",
        "team_id": "T0ACME00001",
        "user_id": "U0ILERTBOT1",
        "bot_id": "B0ILERT0001",
        "is_enterprise_install": False,
    }
    assert (
        headers["x-oauth-scopes"]
        == "channels:read,chat:write,chat:write.public,commands,groups:read,im:history,users:read,users:read.email"
    )


async def test_a_method_that_slack_does_not_have_is_unknown(lone_app):
    assert (await lone_app.call("views.explode"))["error"] == "unknown_method"


async def test_a_missing_argument_is_named(lone_app):
    answer = await lone_app.call("users.info")
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: user"]


async def test_an_unknown_argument_is_refused(lone_app):
    answer = await lone_app.call("users.info", user="U0SAM000001", colour="blue")
    assert answer["response_metadata"]["messages"] == ["[ERROR] invalid additional property: colour"]


async def test_arguments_come_as_form_or_query_as_well(sandbox, session):
    headers = {"Authorization": f"Bearer {sandbox.bot_token}"}
    url = sandbox.slack_api_url + "users.info"
    async with session.post(url, data={"user": "U0SAM000001"}, headers=headers) as response:
        assert (await response.json())["user"]["name"] == "sam"
    async with session.post(url, params={"user": "U0SAM000001"}, headers=headers) as response:
        assert (await response.json())["user"]["name"] == "sam"


@pytest.mark.parametrize(
    ("content_type", "body", "error"),
    [
        ("application/json", b"{", "invalid_json"),
        ("application/json", b"[]", "json_not_object"),
        ("text/plain", b"user=U1", "invalid_post_type"),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(sandbox, session, content_type, body, error):
    headers = {"Authorization": f"Bearer {sandbox.bot_token}", "Content-Type": content_type}
    async with session.post(sandbox.slack_api_url + "users.info", data=body, headers=headers) as response:
        assert (await response.json())["error"] == error


async def test_a_missing_scope_is_named(sandbox, lone_app):
    sandbox.slack.workspace.app.scopes -= {"users:read"}
    answer = await lone_app.call("users.info", user="U0SAM000001")
    assert answer == {
        "ok": False,
        "error": "missing_scope",
        "needed": "users:read",
        "provided": "channels:read,chat:write,chat:write.public,commands,groups:read,im:history,users:read.email",
    }


async def test_a_revoked_token_is_refused_everywhere(sandbox, lone_app):
    sandbox.faults.slack_token = "token_revoked"
    assert (await lone_app.call("auth.test"))["error"] == "token_revoked"


async def test_the_api_is_down_with_html(sandbox, session):
    sandbox.faults.slack = "api_down"
    async with session.post(sandbox.slack_api_url + "auth.test") as response:
        assert (response.status, response.content_type) == (503, "text/html")


async def test_answers_can_be_slow(sandbox, lone_app):
    sandbox.faults.slack_latency_ms = 30
    assert (await lone_app.call("auth.test"))["ok"]
    assert sandbox.slack.calls[-1].ms >= 30


async def test_a_script_is_used_up_call_by_call(sandbox, lone_app):
    sandbox.slack.faults.script("auth.test", [{"error": "internal_error"}, {"http": 429, "retry_after": 7}, {}])
    assert (await lone_app.call("auth.test"))["error"] == "internal_error"
    status, body, headers = await lone_app.request("auth.test")
    assert (status, body["error"], headers["Retry-After"]) == (429, "ratelimited", "7")
    assert (await lone_app.call("auth.test"))["ok"]
    assert (await lone_app.call("auth.test"))["ok"]


async def test_a_lost_answer_leaves_the_work_done(sandbox, lone_app):
    sandbox.faults.script("chat.postMessage", [{"lose_answer": True}])
    with pytest.raises(aiohttp.ClientError):
        await lone_app.call("chat.postMessage", channel="C024BE91L", text="hello")
    assert [message.text for message in sandbox.messages("#demo")] == ["hello"]
    assert [call.status for call in sandbox.slack.called("chat.postMessage")] == [None]


async def test_each_call_is_recorded_without_its_token(sandbox, lone_app):
    await lone_app.call("users.info", user="U0SAM000001")
    call = sandbox.slack.calls[-1]
    assert (call.what, call.body, call.status) == ("users.info", {"user": "U0SAM000001"}, 200)
    assert "xoxb" not in repr(call)


@pytest.mark.parametrize(
    ("method", "arguments", "allowed"),
    [
        ("conversations.info", {"channel": "C024BE91L"}, 50),
        ("users.info", {"user": "U0SAM000001"}, 100),
        ("views.update", {"view_id": "V1", "view": {}}, 100),
        ("chat.postMessage", {"channel": "C024BE91L", "text": "x"}, 3),
    ],
)
async def test_a_method_is_limited(sandbox, lone_app, method, arguments, allowed):
    for _ in range(allowed):
        assert (await lone_app.call(method, **arguments)).get("error") != "ratelimited"
    status, body, headers = await lone_app.request(method, **arguments)
    assert (status, body["error"]) == (429, "ratelimited")
    assert 1 <= int(headers["Retry-After"]) <= 60
    sandbox.clock.advance(float(headers["Retry-After"]))
    assert (await lone_app.call(method, **arguments)).get("error") != "ratelimited"


async def test_limits_can_be_switched_off(sandbox, lone_app):
    sandbox.slack.limits.on = False
    for _ in range(10):
        assert (await lone_app.call("chat.postMessage", channel="C024BE91L", text="x"))["ok"]
