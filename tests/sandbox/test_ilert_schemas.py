"""ilert's answers keep to ilert's OpenAPI file, where that is at hand."""

import jsonschema
import pytest

from tests.openapi import closed, load_openapi


@pytest.fixture
def openapi():
    found = load_openapi()
    if found is None:
        pytest.skip("ilert's OpenAPI file is not here")
    return found


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
    ],
)
async def test_an_answer_keeps_to_its_schema(openapi, ilert, verb, path, documented, body):
    event = {"integrationKey": "il1slack0demo0key", "eventType": "ALERT", "summary": "x", "severity": 2}
    await ilert("POST", "/events", event)
    status, answer = await ilert(verb, path, body)
    response = openapi["paths"][documented][verb.lower()]["responses"][str(status)]
    schema = {
        **response["content"]["application/json"]["schema"],
        "components": closed(openapi["components"]),
    }
    jsonschema.validate(answer, schema)
