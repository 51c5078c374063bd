"""A client on scripted answers, whose time passes only by sleeping."""

import pytest

from bot.ilert.client import IlertClient
from tests.ilert.fake import ScriptedTransport


@pytest.fixture
def transport():
    return ScriptedTransport()


@pytest.fixture
def waited():
    return []


@pytest.fixture
def now():
    return [0.0]


@pytest.fixture
def client(transport, waited, now):
    async def sleep(seconds):
        waited.append(seconds)
        now[0] += seconds

    return IlertClient(transport, clock=lambda: now[0], sleep=sleep)
