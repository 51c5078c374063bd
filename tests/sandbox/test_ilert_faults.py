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
