"""ilert's answers, damaged one part at a time: that part is lost, nothing around it, and nobody may do more."""

import copy
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory import parsing
from bot.domain.permissions import accessible_resources
from bot.ilert import models

ROLES = ("ADMIN", "USER", "RESPONDER", "GUEST", "VIEWER", "STAKEHOLDER")
TEAM_ROLES = ("ADMIN", "USER", "RESPONDER", "STAKEHOLDER")


def user(number, role):
    return {"id": number, "email": f"u{number}@acme.example", "role": role, "firstName": "Ann", "lastName": f"{number}"}


def member(number, role):
    return {"user": user(number, "USER"), "role": role}


def source(number, teams, *, active=True):
    return {
        "id": number,
        "name": f"Source {number}",
        "integrationType": "SLACK",
        "integrationKey": f"il1key{number}",
        "escalationPolicy": {"id": 30, "name": "Night"},
        "teams": [{"id": team, "name": "T"} for team in teams],
        "active": active,
        "status": "ALL_RESOLVED" if active else "DISABLED",
        "alertCreation": "ONE_ALERT_PER_EMAIL",
        "alertPriorityRule": "HIGH",
        "supportHours": {"id": 1, "name": "Office"},
    }


ACCOUNT = {
    "users": [user(number, role) for number, role in enumerate(ROLES, 1)],
    "teams": [
        {
            "id": 10,
            "name": "Public",
            "visibility": "PUBLIC",
            "members": [member(number, role) for number, role in enumerate(TEAM_ROLES, 2)],
        },
        {
            "id": 11,
            "name": "Private",
            "visibility": "PRIVATE",
            "members": [member(number, role) for number, role in enumerate(reversed(TEAM_ROLES), 2)],
        },
    ],
    "alert_sources": [
        source(20, []),
        source(21, [10]),
        source(22, [11]),
        source(23, [10, 11]),
        source(24, [], active=False),
    ],
    "escalation_policies": [
        {"id": 30, "name": "Night", "teams": [], "routingKey": "night"},
        {"id": 31, "name": "Day", "teams": [{"id": 10}, {"id": 11}], "routingKey": None},
    ],
}
LISTS = {
    "users": (models.User, parsing.user),
    "teams": (models.Team, parsing.team),
    "alert_sources": (models.AlertSource, parsing.alert_source),
    "escalation_policies": (models.EscalationPolicy, parsing.escalation_policy),
}
MISSING = object()
DAMAGE = st.sampled_from((None, MISSING, "NEW_WORD", "", 7, -3, 2.5, True, False, [], [None], [7], {}, {"id": "x"}))


def paths(value, path=()):
    """List the places of all parts of a document."""
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*path, key)
            yield from paths(part, (*path, key))


def damaged(document, path, damage):
    document = copy.deepcopy(document)
    *way, last = path
    inner = document
    for key in way:
        inner = inner[key]
    if damage is MISSING:
        del inner[last]
    else:
        inner[last] = damage
    return document


def read(account):
    """Read the account as the client does: an item that does not fit is left out."""

    def items(name):
        model, keep = LISTS[name]
        for item in account[name]:
            try:
                found = model.model_validate(item)
            except ValueError:
                continue
            yield keep(found)

    return parsing.directory(*(list(items(name)) for name in LISTS), taken_at=0.0)


WHOLE = read(ACCOUNT)
# Another number in the place of an id is readable: it is another resource, about which nothing was known.
KNOWN = WHOLE.alert_sources.keys() | WHOLE.escalation_policies.keys()
PARTS = [path for path in paths(ACCOUNT) if len(path) > 1]


def resources(account, number):
    found = accessible_resources(account.users[number], account)
    return set(found.alert_sources), set(found.escalation_policies)


@given(st.lists(st.tuples(st.sampled_from(PARTS), DAMAGE), min_size=1, max_size=4))
def test_whatever_cannot_be_read_nobody_may_do_more(steps):
    account = ACCOUNT
    for path, damage in steps:
        try:
            account = damaged(account, path, damage)
        except (LookupError, TypeError):
            continue  # an earlier step took it away
    found = read(account)
    for number in found.users.keys() & WHOLE.users.keys():
        for now, before in zip(resources(found, number), resources(WHOLE, number), strict=True):
            assert now & KNOWN <= before


@pytest.mark.parametrize("path", PARTS, ids=lambda path: ".".join(map(str, path)))
@given(damage=DAMAGE)
def test_a_part_that_cannot_be_read_takes_nothing_else_with_it(path, damage):
    found = read(damaged(ACCOUNT, path, damage))
    listed, number, *inside = path
    for name in LISTS:
        lost = getattr(WHOLE, name).keys() - getattr(found, name).keys()
        whole_item_damaged = name == listed and (not inside or inside == ["id"])
        assert lost <= ({ACCOUNT[name][number]["id"]} if whole_item_damaged else set())


def test_a_member_without_a_role_is_a_member_and_the_team_stays():
    team = models.Team.model_validate(
        {"id": 1, "visibility": "PUBLIC", "members": [{"user": {"id": 1020}, "role": None}]}
    )
    assert [(one.user.id, one.role) for one in team.members] == [(1020, "")]


def test_a_user_without_a_first_name_is_no_stranger():
    found = read({**ACCOUNT, "users": [{**user(1, "ADMIN"), "firstName": None}]})
    assert found.users_by_email["u1@acme.example"].name == "1"


ALERT = {
    "id": 9,
    "summary": "s",
    "details": "d",
    "alertKey": "k",
    "status": "PENDING",
    "priority": "HIGH",
    "reportTime": "2026-01-01T12:00:00Z",
    "resolvedOn": None,
    "alertSource": {"id": 20, "name": "Source"},
    "escalationPolicy": {"id": 30, "name": "Night"},
    "responders": [{"user": {"id": 1, "firstName": "Ann"}, "status": "PENDING", "acceptedAt": None}],
    "nextEscalation": "2026-01-01T12:00:00.123456Z",
    "mergedIntoId": 8,
}
OTHERS = [
    (models.Alert, ALERT),
    (models.LogEntry, {"id": 1, "timestamp": "2026-01-01T12:00:00Z", "logEntryType": "X", "text": "t"}),
    (models.SuggestedResponder, {"id": 1, "name": "Ann", "group": "USER", "disabled": False}),
    (
        models.OnCall,
        {"user": {"id": 1}, "escalationPolicy": {"id": 2}, "schedule": {}, "end": None, "escalationLevel": 1},
    ),
    (models.EventAnswer, {"alertUrl": "https://x.example"}),
]


@pytest.mark.parametrize(("model", "document"), OTHERS, ids=lambda one: getattr(one, "__name__", ""))
@given(data=st.data())
def test_every_other_answer_loses_no_more_than_the_part_too(model, document, data):
    path = data.draw(st.sampled_from([path for path in paths(document) if path != ("id",)]))
    whole = model.model_validate(document)
    found = model.model_validate(damaged(document, path, data.draw(DAMAGE)))
    for name, field in model.model_fields.items():
        if field.alias != path[0] and name != path[0]:
            assert getattr(found, name) == getattr(whole, name)


@pytest.mark.parametrize(
    "text",
    ["2026-01-01T12:00:00Z", "2026-01-01T12:00:00.123Z", "2026-01-01T12:00:00.123456Z", "2026-01-01T13:00:00+01:00"],
)
def test_times_are_read_with_any_number_of_decimals(text):
    assert models.Alert.model_validate({"id": 1, "reportTime": text}).report_time.hour in (12, 13)


def test_ten_thousand_users_are_read_in_no_time():
    users = [user(number, "USER") for number in range(10_000)]
    started = time.process_time()
    for one in users:
        models.User.model_validate(one)
    assert time.process_time() - started < 1.0
