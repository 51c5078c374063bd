"""Reading the account: paging, keys, roles, and how ilert says no."""

import pytest


@pytest.mark.parametrize(
    ("path", "ids"),
    [
        ("/users", [601, 602, 603, 604, 605, 606]),
        ("/teams", [901, 902]),
        ("/escalation-policies", [81211, 81212, 81213, 81214]),
        ("/alert-sources", list(range(2247477, 2247484))),
    ],
)
async def test_lists_come_in_pages(ilert, path, ids):
    found, page = [], None
    while page is None or len(page) == 3:
        status, page = await ilert("GET", f"{path}?start-index={len(found)}&max-results=3")
        assert status == 200
        found += [one["id"] for one in page]
    assert found == ids


@pytest.mark.parametrize(
    ("path", "most"),
    [("/users", 100), ("/teams", 100), ("/alerts", 100), ("/alert-sources", 50), ("/escalation-policies", 50)],
)
async def test_a_page_has_a_largest_size(ilert, path, most):
    assert (await ilert("GET", f"{path}?max-results={most}"))[0] == 200
    status, body = await ilert("GET", f"{path}?max-results={most + 1}")
    assert (status, body["status"], body["code"]) == (400, 400, "BAD_REQUEST")
    assert body["message"] == f"max-results must be in range 1..{most}"


@pytest.mark.parametrize(
    "path",
    [
        "/users?start-index=-1",
        "/users?max-results=0",
        "/users?max-results=x",
        "/users?page=1",
        "/users?start-index=1&start-index=2",
    ],
)
async def test_a_wrong_parameter_is_refused(ilert, path):
    assert (await ilert("GET", path))[0] == 400


@pytest.mark.parametrize(
    ("key", "key_errors", "status", "code"),
    [
        (None, True, 401, "UNAUTHORIZED"),
        ("wrong", True, 403, "KEY_ERROR"),
        (None, False, 401, "UNAUTHORIZED"),
        ("wrong", False, 401, "UNAUTHORIZED"),
    ],
)
async def test_without_the_key_nothing_is_told(sandbox, ilert, key, key_errors, status, code):
    sandbox.faults.ilert_key_errors = key_errors
    answered, body = await ilert("GET", "/users", key=key)
    assert (answered, body["status"], body["code"]) == (status, status, code)


async def test_a_key_of_less_than_an_admin_is_refused(sandbox, ilert):
    sandbox.faults.ilert_key_is_admin = False
    assert (await ilert("GET", "/users"))[0] == 403
    status, body = await ilert("GET", "/users/current")
    assert (status, body["role"]) == (200, "USER")


async def test_the_current_user_is_the_keys(ilert):
    status, body = await ilert("GET", "/users/current")
    assert (status, body["email"], body["role"]) == (200, "alice.adler@acme.example", "ADMIN")


async def test_a_user_is_found_by_address(ilert):
    status, body = await ilert("POST", "/users/search-email", {"email": "Robert.Mueller@acme.example"})
    assert (status, body["id"]) == (200, 602)
    assert (await ilert("POST", "/users/search-email", {"email": "sam.sommer@acme.example"}))[0] == 404
    assert (await ilert("POST", "/users/search-email", {}))[0] == 400


async def test_a_team_tells_its_members(ilert):
    _, teams = await ilert("GET", "/teams")
    payments = teams[1]
    assert (payments["name"], payments["visibility"]) == ("Payments", "PRIVATE")
    assert [(member["user"]["id"], member["role"]) for member in payments["members"]] == [(602, "RESPONDER")]


async def test_alert_sources_tell_their_state(ilert):
    _, sources = await ilert("GET", "/alert-sources")
    states = {source["id"]: (source["active"], source["status"]) for source in sources}
    assert states[2247477] == (True, "ALL_RESOLVED")
    assert states[2247481] == (False, "DISABLED")
    assert states[2247482] == (True, "IN_MAINTENANCE")


@pytest.mark.parametrize("name", ["2247478", "il1slack0pay0key"])
async def test_an_alert_source_is_found_by_id_or_key(ilert, name):
    status, source = await ilert("GET", f"/alert-sources/{name}")
    assert (status, source["name"], source["teams"]) == (200, "Payments Slack", [{"id": 902, "name": "Payments"}])
    assert source["escalationPolicy"]["routingKey"] == "payments"


async def test_a_policy_without_routing_key_has_no_such_property(ilert):
    _, policy = await ilert("GET", "/escalation-policies/81214")
    assert "routingKey" not in policy


@pytest.mark.parametrize(("key", "found"), [("sre", 81212), ("nothing,network", 81211), ("nothing", None), ("", None)])
async def test_a_policy_is_found_by_routing_key(ilert, key, found):
    status, policy = await ilert("GET", f"/escalation-policies/resolve?routing-key={key}")
    assert (status, policy.get("id")) == ((200, found) if found else (404, None))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/alert-sources/1", 404),
        ("/alert-sources/unknown", 404),
        ("/escalation-policies/1", 404),
        ("/escalation-policies/x", 400),
        ("/alerts/1", 404),
        ("/nothing", 404),
    ],
)
async def test_what_is_not_there_is_not_found(ilert, path, status):
    answer = await ilert("GET", path)
    assert (answer[0], answer[1]["status"]) == (status, status)
