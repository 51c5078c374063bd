"""How many requests ilert takes: two independent buckets, in fixed windows, and an answer that says no more than no."""

import pytest

WINDOW = 60.0


@pytest.fixture(autouse=True)
def at_the_start_of_a_window(sandbox):
    sandbox.clock.advance(WINDOW - sandbox.clock.now() % WINDOW)


def event(key="il1slack0demo0key"):
    return {"integrationKey": key, "eventType": "ALERT", "summary": "down", "alertKey": "k"}


async def statuses(ilert, count, *request, **more):
    return [(await ilert(*request, **more))[0] for _ in range(count)]


async def test_a_key_is_limited_to_120_requests_a_minute(ilert):
    assert await statuses(ilert, 121, "GET", "/users/current") == [*[200] * 120, 429]


async def test_an_integration_key_is_limited_to_50_events_a_minute(ilert):
    assert await statuses(ilert, 51, "POST", "/events", event()) == [*[202] * 50, 429]


async def test_neither_bucket_counts_for_the_other_nor_for_another_source(sandbox, ilert):
    sandbox.faults.set({"ilert_key_limit": 1, "ilert_event_limit": 1})
    assert await statuses(ilert, 2, "POST", "/events", event()) == [202, 429]
    assert await statuses(ilert, 2, "GET", "/users/current") == [200, 429]
    assert await statuses(ilert, 2, "POST", "/events", event("il1api0database")) == [202, 429]


async def test_a_window_is_fixed_and_does_not_slide(sandbox, ilert):
    sandbox.faults.ilert_key_limit = 2
    sandbox.clock.advance(WINDOW - 5)
    assert await statuses(ilert, 3, "GET", "/users/current") == [200, 200, 429]
    sandbox.clock.advance(5)
    assert await statuses(ilert, 3, "GET", "/users/current") == [200, 200, 429]


async def test_windows_can_be_short(sandbox, ilert):
    sandbox.faults.set({"ilert_key_limit": 1, "ilert_window_s": 2})
    assert await statuses(ilert, 2, "GET", "/users/current") == [200, 429]
    sandbox.clock.advance(2)
    assert await statuses(ilert, 1, "GET", "/users/current") == [200]


async def test_a_refusal_says_nothing_of_when_to_come_again(sandbox, ilert, session):
    sandbox.faults.ilert_key_limit = 0
    url, headers = f"{sandbox.ilert_endpoint}/api/users", {"Authorization": f"Bearer {sandbox.ilert_token}"}
    async with session.get(url, headers=headers) as response:
        body = await response.json()
        assert (response.status, body["status"], body["code"]) == (429, 429, "TOO_MANY_REQUESTS")
        assert not [name for name in response.headers if "retry" in name.lower() or "limit" in name.lower()]


async def test_a_source_may_have_a_limit_of_its_own(sandbox, ilert):
    sandbox.ilert.account.sources[2247477].events_a_minute = 1
    assert await statuses(ilert, 2, "POST", "/events", event()) == [202, 429]
    assert await statuses(ilert, 2, "POST", "/events", event("il1api0database")) == [202, 202]


@pytest.mark.parametrize("off", [{"ilert_key_limit": None}, None])
async def test_there_may_be_no_limit(sandbox, ilert, off):
    if off is None:
        sandbox.ilert.limits.on = False
    else:
        sandbox.faults.set(off)
    assert await statuses(ilert, 121, "GET", "/users/current") == [200] * 121
