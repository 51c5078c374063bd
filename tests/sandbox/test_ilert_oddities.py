"""What ilert's answers may hold that nobody expects, and what the API key's user may not see."""

from datetime import datetime

import pytest

LISTS = ("/users", "/teams", "/alert-sources", "/escalation-policies")
DEMO, PAYMENTS, ALICE = 2247477, 902, 601


async def read(ilert, path):
    status, body = await ilert("GET", path)
    assert status == 200
    return body


@pytest.mark.parametrize("path", LISTS)
async def test_new_words_stand_beside_the_old_ones(sandbox, ilert, path):
    sandbox.faults.ilert_new_words = True
    items = await read(ilert, path)
    assert all("carbonFootprint" in one for one in items)


async def test_some_users_have_a_role_of_the_future(sandbox, ilert):
    sandbox.faults.ilert_new_words = True
    assert {one["role"] for one in await read(ilert, "/users")} >= {"VIEWER", "RESPONDER"}


@pytest.mark.parametrize("odd", ["null", "missing", "wrong_type"])
@pytest.mark.parametrize("path", LISTS)
async def test_one_field_of_each_item_is_not_what_it_should_be(sandbox, ilert, path, odd):
    whole = await read(ilert, path)
    seen = set()
    for field in range(30):
        sandbox.faults.set({"ilert_odd_fields": odd, "ilert_odd_field": field})
        items = await read(ilert, path)
        assert [one["id"] for one in items] == [one["id"] for one in whole]
        assert all(odd_one != one for odd_one, one in zip(items, whole, strict=True))
        seen.add(str(items[0]))
    assert len(seen) > 4


async def test_a_single_field_is_chosen(control, ilert):
    fields = {"members.0.role": None, "visibility": 7}
    await control("account/write", id=PAYMENTS, fields=fields, absent=["members.0.user.email"])
    (team,) = [one for one in await read(ilert, "/teams") if one["id"] == PAYMENTS]
    member = team["members"][0]
    assert (member["role"], "email" in member["user"], team["visibility"]) == (None, False, 7)
    await control("account/write", id=PAYMENTS)
    (team,) = [one for one in await read(ilert, "/teams") if one["id"] == PAYMENTS]
    assert team["visibility"] == "PRIVATE"


async def test_a_key_without_the_right_sees_no_integration_keys(sandbox, ilert):
    sandbox.faults.ilert_integration_keys = False
    assert {one["integrationKey"] for one in await read(ilert, "/alert-sources")} == {None}
    assert (await read(ilert, f"/alert-sources/{DEMO}"))["integrationKey"] is None


async def test_what_is_hidden_is_not_there(control, ilert):
    await control("account/hide", ids=[DEMO, 81211, ALICE])
    assert DEMO not in [one["id"] for one in await read(ilert, "/alert-sources")]
    for path in (
        f"/alert-sources/{DEMO}",
        "/escalation-policies/81211",
        "/escalation-policies/resolve?routing-key=network",
    ):
        status, body = await ilert("GET", path)
        assert (status, body["code"]) == (404, "NOT_FOUND")
    assert (await ilert("POST", "/users/search-email", {"email": "alice.adler@acme.example"}))[0] == 404


@pytest.mark.parametrize(("paging", "second"), [("steady", [603, 604]), ("insert", [602, 603]), ("remove", [604, 605])])
async def test_a_list_may_change_between_two_pages(sandbox, ilert, paging, second):
    sandbox.faults.ilert_paging = paging
    assert [one["id"] for one in await read(ilert, "/users?start-index=0&max-results=2")] == [601, 602]
    assert [one["id"] for one in await read(ilert, "/users?start-index=2&max-results=2")] == second


@pytest.mark.parametrize(("decimals", "lengths"), [(None, {0, 3, 6}), (0, {0}), (3, {3}), (6, {6})])
async def test_times_have_decimals_as_they_please(sandbox, ilert, decimals, lengths):
    sandbox.faults.ilert_time_decimals = decimals
    for _ in range(3):
        await ilert("POST", "/alerts", {"summary": "x", "alertSource": {"id": DEMO}})
    times = [one["reportTime"] for one in await read(ilert, "/alerts")]
    assert {len(one.removesuffix("Z").partition(".")[2]) for one in times} == lengths
    assert all(datetime.fromisoformat(one).tzinfo for one in times)
