"""What takes events, creates alerts and acts on them (ilert docs, Events API and REST API)."""

from collections.abc import Collection, Mapping
from http import HTTPStatus

from bot.sandbox.ilert import bodies
from bot.sandbox.ilert.alert_answers import alert_json, responder_json
from bot.sandbox.ilert.api_error import ApiError, bad_request, not_found
from bot.sandbox.ilert.oddities import with_new_words
from bot.sandbox.ilert.requests import Answer, Request, alert_of, number
from bot.sandbox.ilert.service import Ilert


def post_event(ilert: Ilert, request: Request) -> Answer:
    """Take an event. The answer says nothing about what becomes of it."""
    bodies.EVENT(request.body, "event")
    source = ilert.account.source_of_key(request.body["integrationKey"])
    if source is None:
        raise bad_request("unknown integrationKey")
    if ilert.limits.refuse_event(source.id, source.events_a_minute):
        raise ApiError(HTTPStatus.TOO_MANY_REQUESTS, "too many events for this integration key")
    result = ilert.events.take(source, request.body)
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
    if source is None or source.id in account.hidden:
        raise bad_request("unknown alert source")
    if not source.active:
        raise bad_request("the alert source is disabled")
    if "escalationPolicy" in body and body["escalationPolicy"]["id"] not in account.policies:
        raise bad_request("unknown escalation policy")
    if any(responder["user"]["id"] not in account.users for responder in body.get("responders", [])):
        raise bad_request("unknown responder")
    alert = ilert.alerts.create(source, body)
    written = alert_json(ilert, alert)
    return HTTPStatus.CREATED, with_new_words(written, alert.id) if ilert.faults.ilert_new_words else written


def accept_alert(ilert: Ilert, request: Request) -> Answer:
    """Accept an alert for the API key's user."""
    alert = alert_of(ilert, request)
    if alert.status != "PENDING" or not alert.is_open:
        raise bad_request(f"the alert is {alert.status}")
    ilert.alerts.accept(alert, ilert.key_user_name)
    return HTTPStatus.OK, alert_json(ilert, alert)


def resolve_alert(ilert: Ilert, request: Request) -> Answer:
    """Resolve an alert."""
    alert = alert_of(ilert, request)
    if not alert.is_open:
        raise bad_request(f"the alert is {alert.status}")
    ilert.alerts.resolve(alert, ilert.key_user_name)
    return HTTPStatus.OK, alert_json(ilert, alert)


def assign_alert(ilert: Ilert, request: Request) -> Answer:
    """Give an alert to a user, a policy or a schedule."""
    alert, account, alerts = alert_of(ilert, request), ilert.account, ilert.alerts
    if not alert.is_open:
        raise bad_request(f"the alert is {alert.status}")
    if len(request.query) != 1:
        raise bad_request("exactly one of user, policy and schedule is wanted")
    (to,) = request.query
    target = number(to, request.one(to))
    known: Mapping[str, Collection[int]] = {
        "user": account.users,
        "policy": account.policies,
        "schedule": account.schedules,
    }
    if target not in known[to] or target in account.hidden:
        raise not_found(to)
    assign = {
        "user": alerts.assign_to_user,
        "policy": alerts.assign_to_policy,
        "schedule": alerts.assign_to_schedule,
    }[to]
    assign(alert, target, ilert.key_user_name)
    return HTTPStatus.OK, alert_json(ilert, alert)


def post_responder(ilert: Ilert, request: Request) -> Answer:
    """Call one more user. The body is documented nowhere."""
    bodies.RESPONDER(request.body, "responder")
    alert, user = alert_of(ilert, request), request.body["user"]["id"]
    if user not in ilert.account.users:
        raise not_found("responder")
    if alert.responder(user) is not None:
        raise ApiError(HTTPStatus.METHOD_NOT_ALLOWED, "the responder is already on the alert")
    return HTTPStatus.CREATED, responder_json(ilert, alert, ilert.alerts.add_responder(alert, user))


def delete_responder(ilert: Ilert, request: Request) -> Answer:
    """Let a user have no more to do with an alert."""
    alert, user = alert_of(ilert, request), number("user-id", request.user_id)
    if alert.responder(user) is None:
        raise not_found("responder")
    ilert.alerts.remove_responder(alert, user)
    return HTTPStatus.NO_CONTENT, None
