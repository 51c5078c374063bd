"""ilert's endpoints by verb and path (ilert docs, REST API)."""

from collections.abc import Mapping

from bot.sandbox.ilert import account_endpoints as account
from bot.sandbox.ilert import alert_endpoints as acting
from bot.sandbox.ilert import alert_readings as reading
from bot.sandbox.ilert.requests import PAGING, Endpoint

_ALERT_LISTS = frozenset({"states", "sources", "policies", "responders", "include"})
_ON_CALL_LISTS = frozenset({"policies", "schedules", "users", "expand"})
_LOG_LISTS = frozenset({"include", "filter-types"})
_SPAN = frozenset({"from", "until"})
_INCLUDE = frozenset({"include"})
_LANG = frozenset({"lang"})

ENDPOINTS: Mapping[str, Endpoint] = {
    "GET /users": Endpoint(account.get_users, PAGING),
    "GET /users/current": Endpoint(account.get_current_user),
    "POST /users/search-email": Endpoint(account.search_email),
    "GET /teams": Endpoint(account.get_teams, PAGING | {"members"}),
    "GET /alert-sources": Endpoint(account.get_sources, PAGING),
    "GET /alert-sources/{id}": Endpoint(account.get_source, _INCLUDE, _INCLUDE),
    "GET /escalation-policies": Endpoint(account.get_policies, PAGING),
    "GET /escalation-policies/resolve": Endpoint(account.resolve_policy, frozenset({"routing-key"})),
    "GET /escalation-policies/{id}": Endpoint(account.get_policy),
    "GET /on-calls": Endpoint(account.get_on_calls, PAGING | _ON_CALL_LISTS | _SPAN | {"timezone"}, _ON_CALL_LISTS),
    "POST /events": Endpoint(acting.post_event, needs_key=False),
    "POST /alerts": Endpoint(acting.post_alert),
    "GET /alerts": Endpoint(reading.get_alerts, PAGING | _ALERT_LISTS | _SPAN, _ALERT_LISTS),
    "GET /alerts/{id}": Endpoint(reading.get_alert, _INCLUDE, _INCLUDE),
    "GET /alerts/{id}/suggested-responders": Endpoint(reading.get_suggested_responders, _LANG),
    "GET /alerts/{id}/notifications": Endpoint(reading.get_notifications),
    "GET /alerts/{id}/log-entries": Endpoint(reading.get_log_entries, PAGING | _LOG_LISTS | _LANG, _LOG_LISTS),
    "PUT /alerts/{id}/accept": Endpoint(acting.accept_alert),
    "PUT /alerts/{id}/resolve": Endpoint(acting.resolve_alert),
    "PUT /alerts/{id}/assign": Endpoint(acting.assign_alert, frozenset({"user", "policy", "schedule"})),
    "POST /alerts/{id}/responders": Endpoint(acting.post_responder),
    "DELETE /alerts/{id}/responders/{user_id}": Endpoint(acting.delete_responder),
}
