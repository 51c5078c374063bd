"""What reads the account: users, teams, alert sources, policies and who is on call (ilert docs, REST API)."""

from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any, TypeVar

from bot.sandbox.ilert import bodies
from bot.sandbox.ilert.account import AlertSource, EscalationPolicy, Team, User
from bot.sandbox.ilert.answers import policy_json, schedule_rel, source_json, team_json, user_json
from bot.sandbox.ilert.api_error import bad_request, not_found
from bot.sandbox.ilert.oddities import timestamp, with_new_words, with_odd_field, with_values
from bot.sandbox.ilert.requests import Answer, Request, number, page, time
from bot.sandbox.ilert.service import Ilert

Item = TypeVar("Item", User, Team, EscalationPolicy, AlertSource)

_LONGEST_SPAN_SECONDS = 93 * 86_400.0
_EXPANDED = ("user", "escalationPolicy", "schedule")


def get_users(ilert: Ilert, request: Request) -> Answer:
    """List users."""
    users = [user_json(user) for user in _seen(ilert, ilert.account.users.values())]
    return HTTPStatus.OK, _listed(ilert, request, users, 100)


def get_current_user(ilert: Ilert, _request: Request) -> Answer:
    """Tell whose API key it is."""
    user = user_json(ilert.account.users[ilert.account.key_user])
    return HTTPStatus.OK, _odd(ilert, user if ilert.faults.ilert_key_is_admin else {**user, "role": "USER"})


def search_email(ilert: Ilert, request: Request) -> Answer:
    """Find a user by e-mail address."""
    bodies.SEARCH_EMAIL(request.body, "body")
    wanted = request.body["email"].strip().casefold()
    for user in _seen(ilert, ilert.account.users.values()):
        if user.email.casefold() == wanted:
            return HTTPStatus.OK, _odd(ilert, user_json(user))
    raise not_found("user")


def get_teams(ilert: Ilert, request: Request) -> Answer:
    """List teams."""
    teams = _seen(ilert, ilert.account.teams.values())
    if members := request.query.get("members"):
        teams = [team for team in teams if number("members", members[0]) in team.members]
    return HTTPStatus.OK, _listed(ilert, request, [team_json(ilert, team) for team in teams], 100)


def get_sources(ilert: Ilert, request: Request) -> Answer:
    """List alert sources."""
    sources = [source_json(ilert, source) for source in _seen(ilert, ilert.account.sources.values())]
    return HTTPStatus.OK, _listed(ilert, request, sources, 50)


def get_source(ilert: Ilert, request: Request) -> Answer:
    """Read an alert source by id or integration key."""
    account = ilert.account
    by_id = account.sources.get(int(request.id)) if request.id.isdecimal() else None
    source = by_id or account.source_of_key(request.id)
    if source is None or source.id in account.hidden:
        raise not_found("alert source")
    return HTTPStatus.OK, _odd(ilert, source_json(ilert, source))


def get_policies(ilert: Ilert, request: Request) -> Answer:
    """List escalation policies."""
    policies = [policy_json(ilert, policy) for policy in _seen(ilert, ilert.account.policies.values())]
    return HTTPStatus.OK, _listed(ilert, request, policies, 50)


def get_policy(ilert: Ilert, request: Request) -> Answer:
    """Read an escalation policy."""
    policy = ilert.account.policies.get(number("id", request.id))
    if policy is None or policy.id in ilert.account.hidden:
        raise not_found("escalation policy")
    return HTTPStatus.OK, _odd(ilert, policy_json(ilert, policy))


def resolve_policy(ilert: Ilert, request: Request) -> Answer:
    """Find the escalation policy of the first routing key that there is."""
    policy = ilert.account.policy_of_routing_keys(",".join(request.query.get("routing-key", [])))
    if policy is None or policy.id in ilert.account.hidden:
        raise not_found("escalation policy")
    return HTTPStatus.OK, _odd(ilert, policy_json(ilert, policy))


def get_on_calls(ilert: Ilert, request: Request) -> Answer:
    """List who is on call: without `expand` by id only; without start and end where somebody always is."""
    now = ilert.clock.now()
    since = time("from", request.one("from")) if request.one("from") else now
    until = time("until", request.one("until")) if request.one("until") else since
    if until < since or until - since > _LONGEST_SPAN_SECONDS:
        raise bad_request("until must be after from, by 3 months at most")
    expand = request.words("expand", _EXPANDED)
    wanted = {name: request.numbers(name) for name in ("policies", "schedules", "users")}
    found = [
        _written(ilert, on_call, expand)
        for on_call in _on_calls(ilert, since, until)
        if all(not ids or on_call[name] in ids for name, ids in wanted.items())
    ]
    return HTTPStatus.OK, list(page(ilert, request, found, 250))


def _on_calls(ilert: Ilert, since: float, until: float) -> Iterator[dict[str, Any]]:
    """Yield who is on call at some time of a span, at each level of each policy."""
    account = ilert.account
    for policy in _seen(ilert, account.policies.values()):
        for level, rule in enumerate(policy.rules, 1):
            for user in rule.users:
                yield {"policies": policy.id, "users": user, "schedules": None, "level": level}
            for schedule in (account.schedules[one] for one in rule.schedules):
                for shift in schedule.shifts:
                    if shift.start <= until and since < shift.end:
                        whose = {"policies": policy.id, "users": shift.user, "schedules": schedule.id}
                        yield {**whose, "level": level, "start": shift.start, "end": shift.end}


def _written(ilert: Ilert, on_call: dict[str, Any], expand: frozenset[str]) -> dict[str, Any]:
    account, user, policy = ilert.account, on_call["users"], on_call["policies"]
    schedule = account.schedules.get(on_call["schedules"])
    written = {
        "user": user_json(account.users[user]) if "user" in expand else {"id": user},
        "escalationPolicy": policy_json(ilert, account.policies[policy])
        if "escalationPolicy" in expand
        else {"id": policy},
        "start": None,
        "end": None,
        "escalationLevel": on_call["level"],
    }
    if schedule is None:
        return written
    return written | {
        "schedule": schedule_rel(schedule) if "schedule" in expand else {"id": schedule.id},
        "start": timestamp(on_call["start"]),
        "end": timestamp(on_call["end"]),
    }


def _seen(ilert: Ilert, items: Iterable[Item]) -> list[Item]:
    """Leave out what the API key's user may not see."""
    return [one for one in items if one.id not in ilert.account.hidden]


def _listed(ilert: Ilert, request: Request, items: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    return [_odd(ilert, one) for one in page(ilert, request, items, most)]


def _odd(ilert: Ilert, item: dict[str, Any]) -> dict[str, Any]:
    """Write an item with all that is odd about it."""
    faults, number_of_it = ilert.faults, item["id"]
    item = with_values(item, ilert.written.get(number_of_it, {}))
    if faults.ilert_new_words:
        item = with_new_words(item, number_of_it)
    if faults.ilert_odd_fields != "none":
        item = with_odd_field(item, faults.ilert_odd_fields, faults.ilert_odd_field)
    return item
