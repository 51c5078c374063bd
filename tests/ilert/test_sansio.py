"""Requests and answers as plain values."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ilert.errors import (
    Forbidden,
    IlertError,
    KeyRejected,
    NotFound,
    PlanRefused,
    RateLimited,
    Refused,
    ScopeMissing,
    ServerError,
    UnexpectedAnswer,
    Unreachable,
)
from bot.ilert.sansio import Answer, Endpoint, call, page, read
from tests.ilert.fake import KEY_ERROR, answer, page_of_a_gateway

REQUEST = call(Endpoint.CURRENT_USER)
EVENT = call(Endpoint.POST_EVENT, body={}, with_api_key=False)
MANUAL = call(Endpoint.CREATE_ALERT, body={})


def test_a_page_names_where_it_starts_and_how_much_it_wants_and_keeps_the_filters():
    request = page(call(Endpoint.TEAMS, ("members", "7")), 200, 100)
    assert request.query == (("start-index", "200"), ("max-results", "100"), ("members", "7"))
    assert request.endpoint == "GET /teams"


def test_an_id_goes_into_the_path_and_not_into_the_endpoint():
    request = call(Endpoint.ALERT_SOURCE, number=7)
    assert (request.method, request.path, request.endpoint) == ("GET", "/alert-sources/7", "GET /alert-sources/{id}")


def test_a_posted_body_is_compact_json_with_umlauts_as_they_are():
    assert call(Endpoint.POST_EVENT, body={"summary": "Störung"}).body == '{"summary":"Störung"}'.encode()


def test_the_event_call_goes_without_the_api_key():
    assert EVENT.with_api_key is False


HALVES = {"name": "\ufffd", "\ufffd": ["a\U0001f525b", "\\ud83d"]}
"""Halves of a character are replaced, whole ones and what only looks like a half stay."""


@pytest.mark.parametrize(
    ("request_", "status", "body", "expected"),
    [
        (REQUEST, 200, b'{"id": 1}', {"id": 1}),
        (REQUEST, 200, b"[]", []),
        (MANUAL, 201, b'{"id": 1}', {"id": 1}),
        (EVENT, 202, b" ", None),
        (EVENT, 202, b"{}", {}),
        (REQUEST, 200, rb'{"name": "\ud83d", "\uDD25": ["a\ud83d\udd25b", "\\ud83d"]}', HALVES),
    ],
)
def test_a_good_answer_is_its_json(request_, status, body, expected):
    assert read(request_, Answer(status, {}, body)) == expected


@pytest.mark.parametrize("request_", [REQUEST, EVENT, MANUAL])
@pytest.mark.parametrize(
    "found",
    [
        *(page_of_a_gateway(status) for status in (200, 201, 202, 204, 301, 302, 307, 400, 401, 403, 404, 407)),
        *(page_of_a_gateway(status) for status in (408, 421, 425, 451, 500, 502, 503, 504, 511)),
        *(answer(status) for status in (408, 421, 425)),
        answer(204),
        answer(206, {"id": 1}),
        answer(302),
        Answer(403, {}, b'{"message": "Forbidden"}'),
        Answer(403, {}, b'{"message": "Forbidden", "code": 7, "status": 403}'),
        Answer(404, {}, b'{"message": "m", "code": "c", "status": 400}'),
        Answer(400, {}, b"[]"),
        Answer(400, {}, b"null"),
        Answer(400, {}, b""),
        Answer(200, {}, b'"text"'),
        Answer(202, {}, b"[]"),
        Answer(202, {}, b"OK"),
        Answer(200, {}, b"[" * 100_000),
    ],
)
def test_whatever_is_not_ilerts_own_answer_leaves_the_outcome_unknown(request_, found):
    with pytest.raises(UnexpectedAnswer) as caught:
        read(request_, found)
    assert type(caught.value) is UnexpectedAnswer
    assert caught.value.is_retryable
    assert caught.value.may_have_succeeded
    assert "blocked" not in str(caught.value)


@pytest.mark.parametrize(("request_", "status"), [(EVENT, 200), (EVENT, 201), (REQUEST, 202), (MANUAL, 202)])
def test_a_good_status_of_another_call_is_not_ilerts_answer_to_this_one(request_, status):
    with pytest.raises(UnexpectedAnswer):
        read(request_, Answer(status, {}, b"" if status == 202 and request_ is MANUAL else b'{"id": 1}'))


@pytest.mark.parametrize(
    ("found", "kind", "again", "perhaps"),
    [
        (answer(400), Refused, False, False),
        (answer(401), KeyRejected, True, False),
        (KEY_ERROR, KeyRejected, True, False),
        (answer(400, {"code": "KEY_ERROR"}), KeyRejected, True, False),
        (answer(403, {"code": "OAUTH2_SCOPE_ERROR", "scope": "alert:w"}), ScopeMissing, True, False),
        (answer(403, {"code": "OTHER", "scope": "alert:w"}), ScopeMissing, True, False),
        (answer(402, {"code": "FEATURE_REQUIRED"}), PlanRefused, False, False),
        (answer(403), Forbidden, False, False),
        (answer(404), NotFound, False, False),
        (answer(405), Refused, False, False),
        (answer(409), Refused, False, False),
        (answer(429), RateLimited, True, False),
        (page_of_a_gateway(429), RateLimited, True, False),
        (answer(500), ServerError, True, True),
        (answer(503), ServerError, True, True),
    ],
)
def test_each_verdict_of_ilert_has_its_error(found, kind, again, perhaps):
    with pytest.raises(kind) as caught:
        read(REQUEST, found)
    error = caught.value
    assert type(error) is kind
    assert error.endpoint == "GET /users/current"
    assert (error.is_retryable, error.may_have_succeeded) == (again, perhaps)


def test_a_call_without_an_answer_may_have_succeeded_only_where_it_was_sent():
    for sent in (True, False):
        error = Unreachable("e", "reset", sent=sent)
        assert (error.is_retryable, error.may_have_succeeded) == (True, sent)


def test_a_refusal_carries_ilerts_own_words_on_one_line_and_no_endless_ones():
    message = "No such\nsource " + "x" * 1000
    with pytest.raises(Refused, match=r"400 SOURCE_UNKNOWN: No such source x+") as caught:
        read(REQUEST, answer(400, {"message": message, "code": "SOURCE_UNKNOWN"}))
    assert caught.value.code == "SOURCE_UNKNOWN"
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


def test_a_missing_scope_is_named():
    with pytest.raises(ScopeMissing) as caught:
        read(REQUEST, answer(403, {"code": "OAUTH2_SCOPE_ERROR", "scope": "alert:w"}))
    assert caught.value.scope == "alert:w"


@pytest.mark.parametrize(("header", "seconds"), [("17", 17.0), ("", None), ("soon", None), ("-3", None), ("²", None)])
def test_retry_after_is_read_in_seconds(header, seconds):
    with pytest.raises(RateLimited) as caught:
        read(REQUEST, Answer(429, {"retry-after": header}, b""))
    assert caught.value.retry_after == seconds


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(("status", "message", "code", "id")), inner),
    max_leaves=8,
)


@given(
    st.sampled_from((REQUEST, EVENT, MANUAL)), st.integers(200, 599), st.binary() | JSON.map(json.dumps).map(str.encode)
)
def test_no_answer_at_all_is_read_as_anything_but_json_or_one_of_the_errors(request_, status, body):
    try:
        found = read(request_, Answer(status, {}, body))
    except IlertError:
        return
    assert status in (200, 201, 202)
    assert found is None or isinstance(found, dict | list)
