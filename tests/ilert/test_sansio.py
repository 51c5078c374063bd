"""Requests and answers as plain values."""

import pytest

from bot.ilert.errors import (
    Forbidden,
    NotFound,
    RateLimited,
    Refused,
    ServerError,
    Unauthorized,
    Unreachable,
    Unreadable,
    is_retryable,
    may_have_succeeded,
)
from bot.ilert.sansio import Answer, Endpoint, call, page, read

REQUEST = call(Endpoint.CURRENT_USER)


def test_a_page_names_where_it_starts_and_how_much_it_wants():
    request = page(Endpoint.USERS, 200, 100)
    assert request.query == (("start-index", "200"), ("max-results", "100"))
    assert request.endpoint == "GET /users"


def test_an_id_goes_into_the_path_and_not_into_the_endpoint():
    request = call(Endpoint.ALERT_SOURCE, number=7)
    assert (request.method, request.path, request.endpoint) == (
        "GET",
        "/alert-sources/7",
        "GET /alert-sources/{id}",
    )


def test_a_posted_body_is_compact_json_with_umlauts_as_they_are():
    assert call(Endpoint.POST_EVENT, body={"summary": "Störung"}).body == '{"summary":"Störung"}'.encode()


def test_the_event_call_goes_without_the_api_key():
    assert call(Endpoint.POST_EVENT, body={}, with_api_key=False).with_api_key is False


def test_a_good_answer_is_its_json_and_an_empty_one_is_none():
    assert read(REQUEST, Answer(200, {}, b'{"id": 1}')) == {"id": 1}
    assert read(REQUEST, Answer(202, {}, b" ")) is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Refused),
        (401, Unauthorized),
        (403, Forbidden),
        (404, NotFound),
        (409, Refused),
        (429, RateLimited),
        (500, ServerError),
        (502, ServerError),
        (503, ServerError),
        (302, Refused),
    ],
)
def test_each_status_has_its_error(status, kind):
    with pytest.raises(kind) as caught:
        read(REQUEST, Answer(status, {}, b""))
    assert type(caught.value) is kind
    assert caught.value.endpoint == "GET /users/current"


def test_a_refusal_carries_ilerts_own_words():
    body = b'{"status": 400, "message": "No such source", "code": "SOURCE_UNKNOWN"}'
    with pytest.raises(Refused, match="No such source") as caught:
        read(REQUEST, Answer(400, {}, body))
    assert caught.value.code == "SOURCE_UNKNOWN"


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"null", b'"text"', b""])
def test_a_refusal_with_another_body_is_still_a_refusal(body):
    with pytest.raises(Refused, match="no message"):
        read(REQUEST, Answer(400, {}, body))


@pytest.mark.parametrize(("header", "seconds"), [("17", 17.0), ("", None), ("soon", None), ("-3", None)])
def test_retry_after_is_read_in_seconds(header, seconds):
    with pytest.raises(RateLimited) as caught:
        read(REQUEST, Answer(429, {"retry-after": header}, b""))
    assert caught.value.retry_after == seconds


def test_an_answer_that_is_no_json_is_unreadable():
    with pytest.raises(Unreadable):
        read(REQUEST, Answer(200, {}, b"<html>"))


@pytest.mark.parametrize(
    ("error", "unknown", "again"),
    [
        (Unreachable("e", "reset", sent=True), True, True),
        (Unreachable("e", "refused", sent=False), False, True),
        (ServerError("e", 503), True, True),
        (RateLimited("e", None), False, True),
        (Refused("e", 400, "", ""), False, False),
        (Unauthorized("e", 401, "", ""), False, False),
        (Unreadable("e", "no JSON"), False, False),
    ],
)
def test_what_a_failure_means_for_a_repeat(error, unknown, again):
    assert may_have_succeeded(error) is unknown
    assert is_retryable(error) is again
