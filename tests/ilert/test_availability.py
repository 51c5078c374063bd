"""Whether ilert can be reached and takes the API key, from the answers to other questions."""

import pytest
from structlog.testing import capture_logs

from bot.ilert.availability import Availability
from bot.ilert.errors import IlertError, Unreachable
from bot.ilert.sansio import Endpoint, call, read
from tests.ilert.fake import KEY_ERROR, answer, page_of_a_gateway

LIST = call(Endpoint.USERS)
ALERT = call(Endpoint.CREATE_ALERT, body={})
EVENT = call(Endpoint.POST_EVENT, body={}, with_api_key=False)
GONE = Unreachable("GET /users", "timeout", sent=True)
WELL = answer(body=[])


class Time:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def ilert(time):
    return Availability(clock=time)


def note(ilert, request, outcome):
    try:
        if isinstance(outcome, IlertError):
            raise outcome
        read(request, outcome)
    except IlertError as error:
        ilert.failed(request, error)
    else:
        ilert.succeeded(request)


def test_it_is_there_until_something_else_is_known(ilert):
    assert ilert.down_for is None
    assert ilert.key_problem == ""


@pytest.mark.parametrize("failure", [GONE, answer(500), answer(503), page_of_a_gateway(200), page_of_a_gateway(404)])
def test_it_is_away_from_the_first_failure_until_the_first_answer_of_its_own(ilert, time, failure):
    for time.now in (100.0, 160.0):
        note(ilert, LIST, failure)
    assert ilert.down_for == 60.0
    note(ilert, LIST, WELL)
    assert ilert.down_for is None


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 429])
def test_a_refusal_of_ilerts_own_shows_that_it_is_there(ilert, status):
    note(ilert, LIST, answer(500))
    note(ilert, LIST, answer(status))
    assert ilert.down_for is None


@pytest.mark.parametrize("rejection", [KEY_ERROR, answer(401)])
@pytest.mark.parametrize("end", [WELL, answer(404)])
def test_a_rejected_key_is_told_at_once_in_plain_words_until_it_works(ilert, rejection, end):
    with capture_logs() as lines:
        note(ilert, ALERT, rejection)
        assert ilert.key_problem.startswith("ilert does not accept the API key (")
        note(ilert, LIST, rejection)
        note(ilert, LIST, end)
    assert ilert.key_problem == ""
    told = [(line["event"], line["log_level"]) for line in lines if line["log_level"] != "debug"]
    assert told == [("ilert_key_rejected", "error"), ("ilert_key_accepted", "info")]


def test_ilerts_own_words_say_what_is_wrong_with_the_key(ilert):
    note(ilert, LIST, KEY_ERROR)
    assert ilert.key_problem == "ilert does not accept the API key (KEY_ERROR: Key is not valid)"


@pytest.mark.parametrize("other", [GONE, answer(503), answer(429), page_of_a_gateway(200)])
def test_what_says_nothing_about_the_key_ends_no_rejection(ilert, other):
    note(ilert, LIST, KEY_ERROR)
    note(ilert, LIST, other)
    assert ilert.key_problem


def test_a_call_without_the_key_says_nothing_about_it(ilert):
    note(ilert, EVENT, answer(401))
    assert ilert.key_problem == ""
    note(ilert, LIST, KEY_ERROR)
    note(ilert, EVENT, answer(202))
    assert ilert.key_problem


def test_a_missing_scope_is_a_matter_of_the_call_that_needs_it(ilert):
    missing = answer(403, {"code": "OAUTH2_SCOPE_ERROR", "scope": "alert:w"})
    note(ilert, ALERT, missing)
    note(ilert, LIST, WELL)
    assert ilert.key_problem == "the ilert API key lacks the scope alert:w for POST /alerts"
    note(ilert, ALERT, answer(201, {"id": 1}))
    assert ilert.key_problem == ""
