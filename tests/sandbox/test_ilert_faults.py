"""How ilert fails when it is told to."""

import asyncio

import aiohttp
import pytest

ALERT = {"summary": "down", "alertSource": {"id": 2247477}}


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("error_500", 500),
        ("error_502", 502),
        ("error_503", 503),
        ("rate_limited", 429),
        ("unauthorized", 401),
        ("forbidden", 403),
    ],
)
async def test_every_request_is_refused(sandbox, ilert, state, status):
    sandbox.faults.ilert = state
    answer = await ilert("POST", "/alerts", ALERT)
    assert (answer[0], answer[1]["status"]) == (status, status)
    assert sandbox.ilert.account.alerts == {}


async def test_a_forced_429_may_say_how_long(sandbox, session):
    sandbox.faults.set({"ilert": "rate_limited", "ilert_retry_after": 17})
    async with session.get(f"{sandbox.ilert_endpoint}/api/users") as response:
        assert response.headers["Retry-After"] == "17"


async def test_down_closes_without_an_answer(sandbox, ilert):
    sandbox.faults.ilert = "down"
    with pytest.raises(aiohttp.ClientError):
        await ilert("POST", "/alerts", ALERT)
    assert sandbox.ilert.account.alerts == {}
    assert sandbox.ilert.calls[-1].status is None


async def test_a_lost_answer_leaves_the_work_done(sandbox, ilert):
    sandbox.faults.ilert = "lose_answer"
    with pytest.raises(aiohttp.ClientError):
        await ilert("POST", "/alerts", ALERT)
    assert len(sandbox.ilert.account.alerts) == 1


async def test_a_hanging_request_gets_no_answer(sandbox, ilert):
    sandbox.faults.ilert = "hang"
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await ilert("GET", "/users")


async def test_answers_can_be_slow(sandbox, ilert):
    sandbox.faults.ilert_latency_ms = 30
    await ilert("GET", "/users")
    assert sandbox.ilert.calls[-1].ms >= 30


async def test_a_script_is_used_up_request_by_request(sandbox, ilert):
    sandbox.ilert.faults.script("POST /alerts", ["error_500", "lose_answer", "up"])
    assert (await ilert("POST", "/alerts", ALERT))[0] == 500
    assert (await ilert("GET", "/alerts")) == (200, [])
    with pytest.raises(aiohttp.ClientError):
        await ilert("POST", "/alerts", ALERT)
    assert (await ilert("POST", "/alerts", ALERT))[0] == 201
    assert len(sandbox.ilert.account.alerts) == 2


async def test_a_body_that_is_no_json_is_refused(sandbox, session):
    headers = {"Authorization": f"Bearer {sandbox.ilert_token}"}
    url = f"{sandbox.ilert_endpoint}/api/alerts"
    async with session.post(url, data="{", headers={**headers, "Content-Type": "application/json"}) as response:
        assert response.status == 400
    async with session.post(url, data="summary=x", headers=headers) as response:
        assert response.status == 415


async def test_each_request_is_recorded_without_its_key(sandbox, ilert):
    await ilert("GET", "/users?max-results=3")
    call = sandbox.ilert.calls[-1]
    assert (call.what, call.path, call.query, call.status) == ("GET /api/users", "/users", {"max-results": ["3"]}, 200)
    assert sandbox.ilert_token not in repr(call)


@pytest.mark.parametrize(
    ("state", "answer"),
    [
        ("gateway_html", (200, "text/html")),
        ("gateway_html_202", (202, "text/html")),
        ("gateway_empty", (200, "text/html")),
        ("gateway_json", (200, "application/json")),
        ("gateway_302", (302, "text/html")),
        ("gateway_403", (403, "text/html")),
        ("gateway_404", (404, "text/html")),
        ("gateway_407", (407, "text/html")),
        ("gateway_408", (408, "text/html")),
        ("gateway_421", (421, "text/html")),
        ("gateway_425", (425, "text/html")),
        ("gateway_429", (429, "text/html")),
        ("gateway_502", (502, "text/html")),
    ],
)
@pytest.mark.parametrize(("ending", "alerts"), [("", 0), ("_after", 1)])
async def test_a_gateway_answers_before_or_after_the_work_is_done(sandbox, session, state, answer, ending, alerts):
    sandbox.faults.set({"ilert": state + ending})
    url, headers = f"{sandbox.ilert_endpoint}/api/alerts", {"Authorization": f"Bearer {sandbox.ilert_token}"}
    async with session.post(url, json=ALERT, headers=headers, allow_redirects=False) as response:
        assert (response.status, response.content_type) == answer
        assert '"code"' not in await response.text()
    assert len(sandbox.ilert.account.alerts) == alerts


async def test_a_gateway_may_say_how_long(sandbox, session):
    sandbox.faults.set({"ilert": "gateway_429", "ilert_retry_after": 3600})
    async with session.get(f"{sandbox.ilert_endpoint}/api/users") as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "3600")


async def test_a_state_may_last_for_some_requests(sandbox, ilert):
    sandbox.faults.set({"ilert": "error_500", "ilert_times": 2})
    assert [(await ilert("GET", "/users"))[0] for _ in range(3)] == [500, 500, 200]
    assert sandbox.faults.json()["ilert"] == "up"


async def test_a_state_may_last_for_a_time(sandbox, ilert):
    sandbox.faults.set({"ilert": "key_revoked", "ilert_seconds": 20})
    assert (await ilert("GET", "/users"))[0] == 403
    sandbox.clock.advance(20)
    assert (await ilert("GET", "/users"))[0] == 200


async def test_a_state_that_is_set_anew_lasts(sandbox, ilert):
    sandbox.faults.set({"ilert": "error_500", "ilert_times": 1, "ilert_seconds": 20})
    sandbox.faults.set({"ilert": "error_503"})
    sandbox.clock.advance(20)
    assert [(await ilert("GET", "/users"))[0] for _ in range(2)] == [503, 503]


@pytest.mark.parametrize(
    ("state", "code", "more"),
    [("key_revoked", "KEY_ERROR", {}), ("scope_missing", "OAUTH2_SCOPE_ERROR", {"scope": "alerts:write"})],
)
async def test_a_key_that_is_not_enough_is_a_403_and_events_go_on(sandbox, ilert, state, code, more):
    sandbox.faults.ilert = state
    status, body = await ilert("POST", "/alerts", ALERT)
    assert (status, body["code"], {name: body[name] for name in more}) == (403, code, more)
    event = {"integrationKey": "il1slack0demo0key", "eventType": "ALERT", "summary": "x"}
    assert (await ilert("POST", "/events", event))[0] == 202


@pytest.mark.parametrize(
    ("state", "code"), [("feature_required", "FEATURE_REQUIRED"), ("quota_exceeded", "QUOTA_EXCEEDED")]
)
async def test_the_plan_may_not_be_enough(sandbox, ilert, state, code):
    sandbox.faults.ilert = state
    status, body = await ilert("POST", "/alerts", ALERT)
    assert (status, body["status"], body["code"]) == (402, 402, code)
    assert body["message"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"ilert": "gateway_418"},
        {"ilert_window_s": 0},
        {"ilert_time_decimals": 2},
        {"ilert_key_limit": "120"},
        {"ilert_paging": "shuffle"},
        {"ilert_times": True},
    ],
)
async def test_a_position_that_a_switch_does_not_have_is_refused(sandbox, wrong):
    before = sandbox.faults.json()
    with pytest.raises(ValueError, match="is never"):
        sandbox.faults.set(wrong)
    assert sandbox.faults.json() == before


async def test_the_page_scripts_what_the_next_requests_meet(control, ilert):
    await control("faults", script={"GET /users": ["gateway_302", "error_500"]})
    assert [(await ilert("GET", "/teams"))[0], (await ilert("GET", "/users"))[0]] == [200, 302]
    assert [(await ilert("GET", "/users"))[0] for _ in range(2)] == [500, 200]


async def test_a_gateway_hides_ilerts_refusal_too(sandbox, ilert):
    sandbox.faults.ilert = "gateway_html_after"
    assert await ilert("POST", "/alerts", {"summary": ""}) == (200, None)
