"""What the reporter is told while the alert is open: each thing once, and nothing that is not so any more."""

import dataclasses
from datetime import timedelta

import pytest

from bot.domain.alerts import Responder
from bot.outbox.actions import ActionKind, AlertAction
from bot.outbox.model import Event, Notice
from bot.outbox.notifier import Reaction
from bot.slack.api.errors import CannotPost, SlackRateLimited, ViewGone
from bot.slack.api.response_urls import ResponseUrls
from bot.slack.notifications.reporter_progress import ProgressNotifier
from bot.slack.notifications.reporter_surfaces import ReporterSurfaces
from bot.wording.wording import Wordings
from tests.accounts import policy
from tests.live_alerts import ACCEPTED, AT, PENDING, REQUEST, RESOLVED, ROB, live

FALLBACK = "Call 112"
URL = "https://hooks.slack.com/commands/1"


@pytest.fixture
def tell(slack):
    urls, counted = ResponseUrls(), []
    urls.remember(REQUEST.dialog_id, URL)
    current = policy(dialog={"fallback": FALLBACK})
    surfaces = ReporterSurfaces(slack, urls)
    notifier = ProgressNotifier(surfaces, lambda: current, Wordings(lambda: "en"), counted.append)

    async def tell(event, seen, *, seconds=300.0, **more):
        alert = live(seen, **more)
        at = alert.entry.accepted_at + seconds
        notice = Notice(1, alert.entry, notifier.name, event, "", at, tries=0, mistakes=0, fence=1, live=alert)
        return await notifier.notify(notice)

    tell.counted = counted
    return tell


def told(slack):
    return [message["text"] for _, message in slack.messages]


async def test_who_accepted_and_how_soon(slack, tell):
    accepted = dataclasses.replace(ACCEPTED, responders=(Responder(7, "Jane", AT + timedelta(minutes=2, seconds=5)),))
    assert await tell(Event.ACCEPTED, accepted) is Reaction.NOTIFIED
    (text,) = told(slack)
    assert "Your alert to *Network* was accepted by *Jane*, 2 minutes after you raised it." in text
    assert "“The checkout is down” Reference 7K3M-Q9XD" in text
    assert slack.messages[0][0] == REQUEST.person.id
    assert "was accepted by *Jane*" in str(slack.views)
    assert "was accepted by *Jane*" in str(slack.answers)
    assert FALLBACK not in str(slack.messages)
    assert tell.counted == [Event.ACCEPTED]


async def test_who_pressed_accept_is_who_accepted(slack, tell):
    pressed = AlertAction("1", ActionKind.ACCEPT, "U0JANE", at=AT.timestamp(), done=True)
    await tell(Event.ACCEPTED, dataclasses.replace(ACCEPTED, responders=(ROB,)), actions=(pressed,))
    assert "was accepted by <@U0JANE>, less than a minute after you raised it." in told(slack)[0]


async def test_whom_ilert_does_not_name_nobody_names(slack, tell):
    await tell(Event.ACCEPTED, dataclasses.replace(ACCEPTED, responders=(ROB,)))
    assert "has been accepted. ilert does not say by whom." in told(slack)[0]


async def test_that_it_was_resolved(slack, tell):
    await tell(Event.RESOLVED, RESOLVED)
    assert told(slack)[0].startswith("Your alert to *Network* has been resolved.")


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (PENDING, "ilert is calling *Rob*. ilert calls *Jane Doe* next ("),
        (dataclasses.replace(PENDING, next_user=""), "After that, ilert calls the next level ("),
        (dataclasses.replace(PENDING, next_escalation=None), "There is nobody else whom ilert will call."),
        (dataclasses.replace(PENDING, responders=()), "ilert does not show anybody whom it is calling."),
    ],
)
async def test_that_nobody_answers_whom_ilert_calls_and_what_else_to_do(slack, tell, seen, words):
    await tell(Event.UNANSWERED, seen)
    (text,) = told(slack)
    assert text.startswith("Nobody has accepted your alert to *Network* for 5 minutes.")
    assert words in text
    assert FALLBACK in text


@pytest.mark.parametrize(
    ("event", "seen"),
    [
        (Event.ACCEPTED, RESOLVED),
        (Event.ACCEPTED, PENDING),
        (Event.UNANSWERED, ACCEPTED),
        (Event.UNANSWERED, RESOLVED),
        (Event.CHANGED, ACCEPTED),
        (Event.RAISED, PENDING),
        (Event.ESCALATED, PENDING),
    ],
)
async def test_what_is_not_so_any_more_or_is_no_news_is_not_told(slack, tell, event, seen):
    assert await tell(event, seen) is Reaction.NOTIFIED
    assert (slack.messages, slack.views, slack.answers) == ([], [], [])


@pytest.mark.parametrize(
    ("error", "reaction"),
    [
        (SlackRateLimited("chat.postMessage", 5.0), Reaction.LATER),
        (CannotPost("chat.postMessage", "channel_not_found"), Reaction.NEVER),
    ],
)
async def test_who_could_not_be_told_is_told_later_or_never(slack, tell, error, reaction):
    slack.failing["message"] = error
    assert await tell(Event.RESOLVED, RESOLVED) is reaction
    assert (slack.views, slack.answers, tell.counted) == ([], [], [])


async def test_a_dialog_that_was_closed_is_no_matter(slack, tell):
    slack.failing["view"] = ViewGone("views.update", "not_found")
    assert await tell(Event.RESOLVED, RESOLVED) is Reaction.NOTIFIED
    assert len(slack.answers) == 1
