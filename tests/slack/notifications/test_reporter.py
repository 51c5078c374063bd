"""Telling people what came of their alert, where they can still hear it."""

import pytest
from structlog.testing import capture_logs

from bot.domain.alerts import Delivered, Failure, NotDelivered
from bot.slack.api.errors import CannotPost, SlackRateLimited, SlackUnreachable, ViewGone
from bot.slack.api.response_urls import ResponseUrls
from bot.slack.notifications.admins import AdminChannel
from bot.slack.notifications.reporter import Announcements
from bot.wording.wording import Wordings
from tests.accounts import CHANNEL_SOURCE, policy
from tests.alerts import EVENT, MANUAL

DONE = Delivered(9, "https://acme.ilert.example/alert/view.jsf?id=9")
GIVEN_UP = NotDelivered(Failure.ILERT_UNREACHABLE, "POST /events: timeout")


class Slack:
    """Remembers what was shown where; each way can be made to fail."""

    def __init__(self):
        self.views, self.answers, self.messages = [], [], []
        self.failing = {}

    async def update_view(self, view_id, view, view_hash=None):
        self._fail("view")
        self.views.append((view_id, view))

    async def respond(self, url, message):
        self._fail("answer")
        self.answers.append((url, message))

    async def post_message(self, channel, message):
        self._fail("message")
        self.messages.append((channel, message))

    def _fail(self, way):
        if way in self.failing:
            raise self.failing[way]


async def at_once(_seconds):
    return None


@pytest.fixture
def slack():
    return Slack()


@pytest.fixture
def response_urls():
    response_urls = ResponseUrls()
    response_urls.remember("V0VIEW00001", "https://hooks.slack.com/commands/1")
    return response_urls


@pytest.fixture
def tables():
    return {}


@pytest.fixture
def announcements(slack, response_urls, tables):
    def current():
        return policy(**tables)

    return Announcements(
        slack, response_urls, AdminChannel(slack, current, Wordings()), current, Wordings(), sleep=at_once
    )


def text(view):
    return str(view["blocks"])


async def test_dialog_and_channel_both_tell(announcements, slack):
    await announcements.outcome(EVENT, DONE, late=False)
    ((view_id, view),) = slack.views
    assert view_id == "V0VIEW00001"
    assert view["title"]["text"] == "Alert on-call engineers"
    assert "The alert has been raised in ilert." in text(view)
    assert "7K3M-Q9XD" in text(view)
    assert [url for url, _ in slack.answers] == ["https://hooks.slack.com/commands/1"]
    assert slack.messages == []


async def test_a_receipt_is_left_once(announcements, slack):
    await announcements.outcome(EVENT, DONE, late=False)
    await announcements.outcome(EVENT, DONE, late=False)
    assert len(slack.answers) == 1


async def test_where_dialog_and_receipt_are_gone_a_direct_message_tells(announcements, slack):
    slack.failing = {"view": ViewGone("views.update", "not_found"), "answer": CannotPost("response_url", "used_url")}
    await announcements.outcome(EVENT, DONE, late=False)
    ((channel, message),) = slack.messages
    assert channel == EVENT.person.id
    assert message["text"] == "The alert has been raised in ilert. The checkout is down"


async def test_a_dialog_that_is_still_open_is_enough(announcements, slack):
    slack.failing = {"answer": SlackUnreachable("response_url", "timeout")}
    await announcements.outcome(EVENT, DONE, late=False)
    assert slack.messages == []


async def test_who_was_told_to_wait_hears_it_directly_and_so_do_the_admins(announcements, slack, tables):
    tables["admin_channel"] = "#ops"
    assert await announcements.outcome(EVENT, DONE, late=True)
    assert [channel for channel, _ in slack.messages] == [EVENT.person.id, "C0OPS000001"]
    assert "submitted at 05:06 UTC, has now reached ilert" in slack.messages[1][1]["text"]
    assert slack.answers == []


@pytest.mark.parametrize(
    ("error", "heard"),
    [
        (SlackUnreachable("chat.postMessage", "timeout"), False),
        (SlackRateLimited("chat.postMessage", 1.0), False),
        (CannotPost("chat.postMessage", "channel_not_found"), True),
    ],
)
async def test_whether_to_tell_again_depends_on_why_slack_refused(announcements, slack, error, heard):
    slack.failing = {"message": error}
    assert await announcements.outcome(EVENT, GIVEN_UP, late=True) is heard


async def test_a_person_who_cannot_be_told_for_now_is_told_later(announcements, slack):
    error = SlackUnreachable("any", "timeout")
    slack.failing = {"view": error, "answer": error, "message": error}
    with capture_logs() as lines:
        assert await announcements.outcome(EVENT, DONE, late=False) is False
    assert [line["event"] for line in lines] == [
        "view_update_failed",
        "response_url_failed",
        "notification_postponed",
    ]


async def test_waiting_shows_only_in_the_dialog_with_the_fallback(announcements, slack, tables):
    tables["slack_alert_source"] = [{**CHANNEL_SOURCE, "id": 10, "fallback": "Call 112"}]
    await announcements.still_trying(EVENT)
    assert "keeps trying" in text(slack.views[0][1])
    assert "Call 112" in text(slack.views[0][1])
    assert slack.answers == []


@pytest.mark.parametrize(
    ("request_", "settings", "expected"),
    [
        (EVENT, {"slack_alert_source": [{**CHANNEL_SOURCE, "id": 10, "fallback": "own <text>"}]}, "own &lt;text&gt;"),
        (EVENT, {"dialog": {"fallback": "general"}}, "general"),
        (MANUAL, {"dialog": {"fallback": "general"}}, "general"),
    ],
)
async def test_what_was_given_up_says_what_to_do(announcements, slack, tables, request_, settings, expected):
    tables |= settings
    await announcements.outcome(request_, GIVEN_UP, late=False)
    assert "Nobody was alerted." in text(slack.views[0][1])
    assert expected in text(slack.views[0][1])


@pytest.mark.parametrize("reason", Failure)
async def test_every_reason_has_words(announcements, slack, reason):
    assert await announcements.outcome(EVENT, NotDelivered(reason, "x"), late=True)
    (_, message) = slack.messages[0]
    assert "contact the on-call team another way" in message["text"]


async def test_a_reason_of_another_release_claims_nothing_that_is_not_known(announcements, slack):
    await announcements.outcome(EVENT, NotDelivered(Failure("reason_of_a_newer_release"), "x"), late=True)
    (_, message) = slack.messages[0]
    assert "It is not certain that nobody was alerted." in message["text"]


async def test_the_admins_are_asked_to_tell_what_the_bot_cannot(announcements, slack, tables):
    tables["admin_channel"] = "#ops"
    await announcements.not_told(EVENT, "KeyError('<x>')")
    ((channel, message),) = slack.messages
    assert channel == "C0OPS000001"
    assert "<@U0SAM000001>" in message["text"]
    assert "`il-alert-bot outbox show 7K3M-Q9XD`" in message["text"]
    assert "KeyError('&lt;x&gt;')" in message["text"]


async def test_what_was_given_up_is_told_to_the_admins(announcements, slack, tables):
    tables["admin_channel"] = "#ops"
    await announcements.outcome(EVENT, GIVEN_UP, late=False)
    ((channel, message),) = slack.messages
    assert channel == "C0OPS000001"
    assert "<@U0SAM000001>" in message["text"]
    assert "POST /events: timeout" in message["text"]


async def test_an_admin_channel_that_cannot_be_posted_to_is_logged_as_an_error(announcements, slack, tables):
    tables["admin_channel"] = "#ops"
    slack.failing = {"message": CannotPost("chat.postMessage", "not_in_channel")}
    with capture_logs() as lines:
        assert await announcements.outcome(EVENT, GIVEN_UP, late=False) is True
    assert [(line["event"], line["log_level"]) for line in lines] == [("admin_notification_failed", "error")]


async def test_the_admins_title_stays_on_the_result(announcements, slack, tables):
    tables["dialog"] = {"title": "Help!"}
    await announcements.outcome(MANUAL, Delivered(9, None), late=False)
    assert slack.views[0][1]["title"]["text"] == "Help!"
    assert "(#9)" in text(slack.views[0][1])


def test_a_receipt_address_is_valid_for_half_an_hour():
    clock = [0.0]
    response_urls = ResponseUrls(clock=lambda: clock[0])
    response_urls.remember("V1", "https://x.example")
    response_urls.remember("V2", "https://y.example")
    clock[0] = 1799.0
    assert response_urls.pop("V1") == "https://x.example"
    clock[0] = 1800.0
    assert response_urls.pop("V2") is None
    assert response_urls.pop("V1") is None
