"""Where a reporter reads how their alert stands, with a Slack that is away for a while."""

import asyncio

import pytest

from bot.slack.api.errors import SlackUnreachable, ViewGone
from bot.slack.api.response_urls import ResponseUrls
from bot.slack.notifications.reporter_surfaces import ReporterSurfaces

AWAY = SlackUnreachable("views.update", "http_503")
OLD, NEW = {"blocks": ["Sending"]}, {"blocks": ["Accepted"]}


class Pauses:
    """Last until the test ends them all."""

    def __init__(self):
        self.asked = []
        self.began = asyncio.Event()
        self.over = asyncio.Event()

    async def __call__(self, seconds):
        self.asked.append(seconds)
        self.began.set()
        await self.over.wait()


@pytest.fixture
def pauses():
    return Pauses()


@pytest.fixture
def surfaces(slack, pauses):
    return ReporterSurfaces(slack, ResponseUrls(), sleep=pauses)


async def test_a_try_that_comes_late_does_not_draw_what_is_old(slack, surfaces, pauses):
    slack.failing = {"view": AWAY}
    old = asyncio.create_task(surfaces.show("V1", OLD))
    await pauses.began.wait()
    slack.failing = {}
    assert await surfaces.show("V1", NEW) is True
    pauses.over.set()
    assert await old is True
    assert slack.views == [("V1", NEW), ("V1", NEW)]


async def test_after_a_few_tries_it_gives_up(slack, surfaces, pauses):
    slack.failing = {"view": AWAY}
    pauses.over.set()
    assert await surfaces.show("V1", NEW) is False
    assert pauses.asked == [0.5, 1.0, 2.0, 3.0]


async def test_a_dialog_that_was_closed_is_not_drawn_again(slack, surfaces, pauses):
    slack.failing = {"view": ViewGone("views.update", "not_found")}
    assert await surfaces.show("V1", NEW) is False
    assert pauses.asked == []
