"""Holding requests against ilert's OpenAPI file finds what is wrong in them."""

import pytest

from bot.sandbox.calls import Call
from tests.openapi import load_openapi, request_problems


def call(method, path, query=None, body=None):
    return Call(1, 0.0, "ilert", f"{method} /api{path}", method, path, query or {}, body)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (call("GET", "/users", {"max-results": ["100"]}), []),
        (call("GET", "/users", {"max-results": ["101"]}), ["101 is greater than the maximum of 100"]),
        (call("GET", "/users", {"limit": ["5"]}), ["GET /users has no parameter limit"]),
        (call("GET", "/people"), ["GET /people is not in the file"]),
        (call("POST", "/alerts", body={"summary": "x", "alertSource": {"id": 1}}), []),
        (call("POST", "/alerts", body={"alertSource": {"id": "1"}}), ["'summary' is a required", "not of type"]),
        (call("POST", "/events", body={"integrationKey": "k", "eventType": "PAGE", "summary": "x"}), ["'PAGE' is not"]),
        (
            call("POST", "/alerts", body={"summary": "x", "alertSource": {"id": 1}, "key": "k"}),
            ["'key' was unexpected"],
        ),
    ],
)
def test_problems_of_requests(made, expected):
    if (openapi := load_openapi()) is None:
        pytest.skip("ilert's OpenAPI file is not here")
    found = list(request_problems(openapi, made))
    assert len(found) == len(expected)
    assert all(any(words in problem for problem in found) for words in expected)
