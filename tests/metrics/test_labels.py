"""Label values come from closed sets, and those sets are what the rest of the bot really says."""

import asyncio
import inspect
from collections.abc import AsyncIterator
from typing import get_args

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.ilert.client import IlertClient
from bot.ilert.errors import Unreachable
from bot.ilert.sansio import Endpoint
from bot.metrics import labels
from bot.slack.api import errors
from bot.slack.api.client import SlackApi
from bot.slack.socket_mode import envelopes
from bot.wording.results import NOT_RAISED

# Port 1 of this machine: nobody listens there.
NOBODY = "http://127.0.0.1:1"


@pytest.mark.parametrize("status", [200, 202, 401, 404, 429, 500, 503])
def test_a_known_status_is_named_by_its_number(status):
    assert labels.http_status(status) == str(status)


@pytest.mark.parametrize(
    ("status", "name"), [(None, "none"), (299, "2xx"), (499, "4xx"), (520, "5xx"), (999, "other"), (0, "other")]
)
def test_any_other_status_is_named_by_its_class(status, name):
    assert labels.http_status(status) == name


@given(st.none() | st.integers(min_value=-10, max_value=100_000))
def test_no_status_makes_a_new_label_value(status):
    assert labels.http_status(status) in labels.HTTP_STATUSES


def test_the_types_of_envelopes_are_those_that_the_socket_tells_apart():
    assert labels.ENVELOPE_TYPES == envelopes.KINDS


def test_the_reasons_of_alerts_not_delivered_are_those_that_people_are_told():
    # What an admin drops, another process drops: this one hears nothing of it.
    assert labels.DELIVERY_OUTCOMES - {labels.DELIVERED} == NOT_RAISED.keys() - {"dropped"}


def test_the_outcomes_of_slack_calls_are_its_failures():
    failures = errors.SlackFailure.__subclasses__()
    assert all(not failure.__subclasses__() for failure in failures)
    assert labels.SLACK_OUTCOMES - {labels.SLACK_OK, labels.OTHER} == {failure.kind for failure in failures}
    assert len({failure.kind for failure in failures}) == len(failures)


def test_budgets_are_those_of_the_client():
    assert IlertClient(Recorder()).budget_used.keys() == set(get_args(labels.Budget))


class Recorder:
    """A transport that remembers which endpoints were asked, and answers none."""

    def __init__(self):
        self.endpoints = set()

    async def send(self, request):
        self.endpoints.add(request.endpoint)
        raise Unreachable(request.endpoint, "nobody is there", sent=False)


async def everything_called(api):
    """Call every public method with arguments of no meaning; all of them fail."""
    for name, method in inspect.getmembers(api, inspect.ismethod):
        if name.startswith("_"):
            continue
        wanted = inspect.signature(method).parameters.values()
        arguments = [_any(parameter) for parameter in wanted if parameter.default is parameter.empty]
        called = method(*arguments)
        called = anext(called) if isinstance(called, AsyncIterator) else called
        with pytest.raises((Unreachable, errors.SlackUnreachable)):
            await called


def _any(parameter):
    if parameter.annotation is str:
        return NOBODY
    return 7 if parameter.annotation is int else {"integrationKey": "k"}


async def test_the_endpoints_are_those_that_the_client_asks():
    async def at_once(_seconds):
        await asyncio.sleep(0)

    recorder = Recorder()
    await everything_called(IlertClient(recorder, sleep=at_once))
    assert recorder.endpoints == set(Endpoint)


async def test_the_methods_are_those_that_the_client_calls():
    told = []
    async with aiohttp.ClientSession() as session:
        slack = SlackApi(session, NOBODY, SecretStr("t"), SecretStr("t"), on_call=lambda *call: told.append(call))
        await everything_called(slack)
    assert labels.SLACK_METHODS - {labels.OTHER} == {method for method, _, _ in told}
    assert {outcome for _, outcome, _ in told} == {"unreachable"}
    assert all(0 < seconds < 5 for _, _, seconds in told)
