"""ilert's endpoints, each a function from a request to an answer (ilert docs, REST API)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from bot.sandbox.ilert import bodies
from bot.sandbox.ilert.account import Alert
from bot.sandbox.ilert.answers import alert_json, policy_json, source_json, team_json, user_json
from bot.sandbox.ilert.refusal import Refusal, bad_request, not_found
from bot.sandbox.ilert.service import Ilert
from bot.sandbox.rate_limits import Limit

PER_INTEGRATION_KEY = Limit(50)
_STATES = ("PENDING", "ACCEPTED", "RESOLVED")
_DEFAULT_PAGE = 50


@dataclass(frozen=True, slots=True)
class Request:
    """A request as far as endpoints care. `query` holds each parameter's values."""

    query: Mapping[str, Sequence[str]]
    body: Any = None
    id: str = ""
    """The last part of the path, where that is an id."""


Answer = tuple[int, Any]


def get_users(ilert: Ilert, request: Request) -> Answer:
    """List users."""
    return HTTPStatus.OK, _page(request, [user_json(user) for user in ilert.account.users.values()], 100)


def get_current_user(ilert: Ilert, _request: Request) -> Answer:
    """Tell whose API key it is."""
    user = user_json(ilert.account.users[ilert.account.key_user])
    return HTTPStatus.OK, user if ilert.faults.ilert_key_is_admin else {**user, "role": "USER"}


def search_email(ilert: Ilert, request: Request) -> Answer:
    """Find a user by e-mail address."""
    bodies.SEARCH_EMAIL(request.body, "body")
    wanted = request.body["email"].strip().casefold()
    for user in ilert.account.users.values():
        if user.email.casefold() == wanted:
            return HTTPStatus.OK, user_json(user)
    raise not_found("user")


def get_teams(ilert: Ilert, request: Request) -> Answer:
    """List teams."""
    teams = list(ilert.account.teams.values())
    if members := request.query.get("members"):
        teams = [team for team in teams if _number("members", members[0]) in team.members]
    return HTTPStatus.OK, _page(request, [team_json(ilert.account, team) for team in teams], 100)


def get_sources(ilert: Ilert, request: Request) -> Answer:
    """List alert sources."""
    sources = [source_json(ilert.account, source) for source in ilert.account.sources.values()]
    return HTTPStatus.OK, _page(request, sources, 50)


def get_source(ilert: Ilert, request: Request) -> Answer:
    """Read an alert source by id or integration key."""
    account = ilert.account
    by_id = account.sources.get(int(request.id)) if request.id.isdecimal() else None
    source = by_id or account.source_of_key(request.id)
    if source is None:
        raise not_found("alert source")
    return HTTPStatus.OK, source_json(account, source)


def get_policies(ilert: Ilert, request: Request) -> Answer:
    """List escalation policies."""
    policies = [policy_json(ilert.account, policy) for policy in ilert.account.policies.values()]
    return HTTPStatus.OK, _page(request, policies, 50)


def get_policy(ilert: Ilert, request: Request) -> Answer:
    """Read an escalation policy."""
    policy = ilert.account.policies.get(_number("id", request.id))
    if policy is None:
        raise not_found("escalation policy")
    return HTTPStatus.OK, policy_json(ilert.account, policy)


def resolve_policy(ilert: Ilert, request: Request) -> Answer:
    """Find the escalation policy of the first routing key that there is."""
    for key in ",".join(request.query.get("routing-key", [])).split(","):
        if policy := ilert.account.policy_of_routing_key(key.strip()):
            return HTTPStatus.OK, policy_json(ilert.account, policy)
    raise not_found("escalation policy")


def post_event(ilert: Ilert, request: Request) -> Answer:
    """Take an event."""
    bodies.EVENT(request.body, "event")
    source = ilert.account.source_of_key(request.body["integrationKey"])
    if source is None:
        raise bad_request("unknown integrationKey")
    if ilert.limits.refuses(f"integration key {source.id}", PER_INTEGRATION_KEY) is not None:
        raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, "too many events for this integration key")
    result = ilert.alerts.take_event(source, request.body)
    if ilert.faults.ilert_empty_event_answer:
        return HTTPStatus.ACCEPTED, None
    answer = {"alertKey": result.alert_key, "responseCode": result.code}
    if result.alert is not None:
        answer["alertUrl"] = f"{ilert.web_url}/alert/view.jsf?id={result.alert.id}"
    return HTTPStatus.ACCEPTED, answer


def post_alert(ilert: Ilert, request: Request) -> Answer:
    """Create a manual alert."""
    bodies.MANUAL_ALERT(request.body, "alert")
    body, account = request.body, ilert.account
    source = account.sources.get(body["alertSource"]["id"])
    if source is None:
        raise bad_request("unknown alert source")
    if not source.active:
        raise bad_request("the alert source is disabled")
    if "escalationPolicy" in body and body["escalationPolicy"]["id"] not in account.policies:
        raise bad_request("unknown escalation policy")
    if any(responder["user"]["id"] not in account.users for responder in body.get("responders", [])):
        raise bad_request("unknown responder")
    return HTTPStatus.CREATED, alert_json(account, ilert.alerts.create(source, body))


def get_alerts(ilert: Ilert, request: Request) -> Answer:
    """List alerts, the newest first."""
    query = request.query
    states = query.get("states", _STATES)
    if any(state not in _STATES for state in states):
        raise bad_request("unknown state")
    sources = {_number("sources", one) for one in query.get("sources", [])}
    policies = {_number("policies", one) for one in query.get("policies", [])}
    since = max((_time("from", one) for one in query.get("from", [])), default=0.0)
    until = min((_time("until", one) for one in query.get("until", [])), default=float("inf"))
    visible = ilert.clock.now() - ilert.faults.ilert_visible_after_s
    found = [
        alert_json(ilert.account, alert)
        for alert in reversed(ilert.account.alerts.values())
        if alert.status in states
        and (not sources or alert.source in sources)
        and (not policies or alert.policy in policies)
        and since <= alert.reported_at <= min(until, visible)
    ]
    return HTTPStatus.OK, _page(request, found, 100)


def get_alert(ilert: Ilert, request: Request) -> Answer:
    """Read an alert."""
    alert = _alert(ilert, request)
    written = alert_json(ilert.account, alert)
    if "customDetails" in request.query.get("include", []):
        written["customDetails"] = alert.custom_details
    return HTTPStatus.OK, written


def accept_alert(ilert: Ilert, request: Request) -> Answer:
    """Accept an alert for the API key's user."""
    alert = _alert(ilert, request)
    if alert.status != "PENDING":
        raise bad_request(f"the alert is {alert.status}")
    ilert.alerts.accept(alert, ilert.key_user_name)
    return HTTPStatus.OK, alert_json(ilert.account, alert)


def resolve_alert(ilert: Ilert, request: Request) -> Answer:
    """Resolve an alert."""
    alert = _alert(ilert, request)
    if alert.status == "RESOLVED":
        raise bad_request("the alert is RESOLVED")
    ilert.alerts.resolve(alert, ilert.key_user_name)
    return HTTPStatus.OK, alert_json(ilert.account, alert)


def _alert(ilert: Ilert, request: Request) -> Alert:
    alert = ilert.account.alerts.get(_number("id", request.id))
    if alert is None:
        raise not_found("alert")
    return alert


def _page(request: Request, everything: list[Any], most: int) -> list[Any]:
    """Cut a page (ilert docs, REST API: `start-index` and `max-results`)."""
    start = _number("start-index", request.query.get("start-index", ["0"])[0])
    size = _number("max-results", request.query.get("max-results", [str(_DEFAULT_PAGE)])[0])
    if start < 0:
        raise bad_request("start-index must not be negative")
    if not 1 <= size <= most:
        raise bad_request(f"max-results must be in range 1..{most}")
    return everything[start : start + size]


def _number(name: str, value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise bad_request(f"{name} must be an integer") from None


def _time(name: str, value: str) -> float:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise bad_request(f"{name} must be a date") from None
    return moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()


PAGING = frozenset({"start-index", "max-results"})


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What answers, which query parameters it knows, and whether it wants the API key."""

    answer: Callable[[Ilert, Request], Answer]
    parameters: frozenset[str] = frozenset()
    repeated: frozenset[str] = frozenset()
    """The parameters that may be given more than once."""
    needs_key: bool = True


_ALERT_FILTERS = frozenset({"states", "sources", "policies"})
_INCLUDE = frozenset({"include"})

ENDPOINTS: Mapping[str, Endpoint] = {
    "GET /users": Endpoint(get_users, PAGING),
    "GET /users/current": Endpoint(get_current_user),
    "POST /users/search-email": Endpoint(search_email),
    "GET /teams": Endpoint(get_teams, PAGING | {"members"}),
    "GET /alert-sources": Endpoint(get_sources, PAGING),
    "GET /alert-sources/{id}": Endpoint(get_source, _INCLUDE, _INCLUDE),
    "GET /escalation-policies": Endpoint(get_policies, PAGING),
    "GET /escalation-policies/resolve": Endpoint(resolve_policy, frozenset({"routing-key"})),
    "GET /escalation-policies/{id}": Endpoint(get_policy),
    "POST /events": Endpoint(post_event, needs_key=False),
    "POST /alerts": Endpoint(post_alert),
    "GET /alerts": Endpoint(get_alerts, PAGING | _ALERT_FILTERS | {"from", "until"}, _ALERT_FILTERS),
    "GET /alerts/{id}": Endpoint(get_alert, _INCLUDE, _INCLUDE),
    "PUT /alerts/{id}/accept": Endpoint(accept_alert),
    "PUT /alerts/{id}/resolve": Endpoint(resolve_alert),
}
