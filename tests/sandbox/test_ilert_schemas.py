"""ilert's answers keep to ilert's OpenAPI file, where that is at hand."""

from dataclasses import replace

import jsonschema
import pytest

from bot.sandbox.ilert.account import EscalationRule, Schedule
from bot.sandbox.ilert.support_hours import SupportHours
from tests.openapi import closed, load_openapi


@pytest.fixture
def schema_of():
    """Find the schema of an answer in the file."""
    openapi = load_openapi()
    if openapi is None:
        pytest.skip("ilert's OpenAPI file is not here")

    def find(verb, documented, status):
        response = openapi["paths"][documented][verb.lower()]["responses"][str(status)]
        return {**response["content"]["application/json"]["schema"], "components": closed(openapi["components"])}

    return find


@pytest.fixture
def full_account(sandbox):
    """Let there be everything that an answer may hold."""
    account = sandbox.ilert.account
    account.schedules[501] = Schedule(501, "Rota", 603)
    account.policies[81211] = replace(account.policies[81211], further=(EscalationRule(schedules=(501,)),))
    source = account.sources[2247479]
    source.alert_creation = "INTELLIGENT_GROUPING"
    source.support_hours = SupportHours(1, "Office hours", today="OUTSIDE")


@pytest.mark.usefixtures("full_account")
@pytest.mark.parametrize(
    ("verb", "path", "documented", "body"),
    [
        ("GET", "/users", "/users", None),
        ("GET", "/users/current", "/users/current", None),
        ("POST", "/users/search-email", "/users/search-email", {"email": "alice.adler@acme.example"}),
        ("GET", "/teams", "/teams", None),
        ("GET", "/alert-sources", "/alert-sources", None),
        ("GET", "/alert-sources/2247479", "/alert-sources/{id}", None),
        ("GET", "/escalation-policies", "/escalation-policies", None),
        ("GET", "/escalation-policies/81211", "/escalation-policies/{id}", None),
        ("GET", "/escalation-policies/resolve?routing-key=sre", "/escalation-policies/resolve", None),
        ("POST", "/alerts", "/alerts", {"summary": "x", "alertSource": {"id": 2247477}}),
        ("GET", "/alerts", "/alerts", None),
        ("GET", "/alerts/2370001?include=customDetails", "/alerts/{id}", None),
        ("PUT", "/alerts/2370001/accept", "/alerts/{id}/accept", None),
        ("PUT", "/alerts/2370001/resolve", "/alerts/{id}/resolve", None),
        ("PUT", "/alerts/2370001/assign?policy=81212", "/alerts/{id}/assign", None),
        ("POST", "/alerts/2370001/responders", "/alerts/{id}/responders", {"user": {"id": 603}}),
        ("GET", "/alerts/2370001/suggested-responders?lang=en", "/alerts/{id}/suggested-responders", None),
        ("GET", "/alerts/2370001/log-entries?include=vars", "/alerts/{id}/log-entries", None),
        ("GET", "/alerts?include=nextEscalationUser", "/alerts", None),
        ("GET", "/alerts/2370001?include=nextEscalationUser&include=escalationRules", "/alerts/{id}", None),
        ("GET", "/on-calls?schedules=501&expand=user&expand=escalationPolicy&expand=schedule", "/on-calls", None),
    ],
)
async def test_an_answer_keeps_to_its_schema(schema_of, ilert, verb, path, documented, body):
    event = {"integrationKey": "il1slack0demo0key", "eventType": "ALERT", "summary": "x", "severity": 2}
    await ilert("POST", "/events", event)
    status, answer = await ilert(verb, path, body)
    jsonschema.validate(answer, schema_of(verb, documented, status))
