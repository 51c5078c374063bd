"""Telling people what came of their alert, where they can still read it."""

import asyncio
import dataclasses
import gc

import pytest
from structlog.testing import capture_logs

from bot.domain.alerts import Sent
from bot.outbox.model import Event, State, UnreadableEntry
from bot.outbox.notifier import Reaction
from bot.slack.api.errors import CannotPost, SlackRateLimited, SlackUnreachable, ViewGone
from bot.slack.api.response_urls import ResponseUrls
from bot.slack.notifications.reporter import SLOW_NOTICE_SECONDS, ReporterNotifier
from bot.slack.notifications.reporter_surfaces import ReporterSurfaces
from tests.accounts import CHANNEL_SOURCE, policy
from tests.alerts import EVENT, MANUAL
from tests.english import WORDINGS
from tests.outcomes import GIVEN_UP, NOT_SEEN, TWICE
from tests.outcomes import RAISED as DONE
from tests.slack.socket_mode.server import until

UNREADABLE = UnreadableEntry(1, EVENT.key, "7K3M-Q9XD", EVENT.person.id, "waiting", 1_000_000.0, 0, "format 99")


def text(view):
    return str(view["blocks"])


async def test_dialog_and_channel_both_tell(reporter, slack, notice):
    assert await reporter.notify(notice(DONE)) is Reaction.NOTIFIED
    ((view_id, view),) = slack.views
    assert view_id == "V0VIEW00001"
    assert view["title"]["text"] == "Alert on-call engineers"
    assert "is being alerted." in text(view)
    assert "7K3M-Q9XD" in text(view)
    assert [url for url, _ in slack.answers] == ["https://hooks.slack.com/commands/1"]
    assert slack.messages == []


async def test_what_was_shown_does_not_stay_in_memory(reporter, notice):
    def waits():
        gc.collect()
        return [one for one in gc.get_objects() if isinstance(one, asyncio.Task) and "_guard" in repr(one)]

    await asyncio.sleep(0)
    before = len(waits())
    await reporter.notify(notice(DONE))
    await asyncio.sleep(0)
    assert len(waits()) == before - 1


@pytest.mark.parametrize(
    ("error", "pause"),
    [
        (SlackRateLimited("views.update", 1.0), 1.0),
        (SlackUnreachable("views.update", "http_503"), 0.5),
        (SlackUnreachable("views.update", "internal_error"), 0.5),
    ],
    ids=["limited", "away", "failing"],
)
async def test_a_dialog_that_slack_does_not_draw_shows_the_outcome_later(reporter, slack, notice, sleep, error, pause):
    slack.failing = {"view": error}
    telling = asyncio.create_task(reporter.notify(notice(DONE)))
    await until(lambda: pause in sleep.asked)
    await until(lambda: slack.answers)
    slack.failing = {}
    sleep.end(pause)
    assert await telling is Reaction.NOTIFIED
    assert "is being alerted" in text(slack.views[-1][1])


async def test_a_pause_that_is_too_long_for_the_dialog_keeps_nobody_from_being_told(reporter, slack, notice):
    slack.failing = {"view": SlackRateLimited("views.update", 60.0)}
    await reporter.notify(notice(DONE))
    assert "is being alerted" in text(slack.answers[-1][1])
    assert slack.views == []


async def test_where_dialog_and_receipt_are_gone_a_direct_message_tells(reporter, slack, notice):
    slack.failing = {"view": ViewGone("views.update", "not_found"), "answer": CannotPost("response_url", "used_url")}
    await reporter.notify(notice(DONE))
    ((channel, message),) = slack.messages
    assert channel == EVENT.person.id
    assert message["text"].startswith("Your alert is in ilert, and *Escalation policy 81211* is being alerted.")


async def test_a_dialog_that_is_still_open_is_enough(reporter, slack, notice):
    slack.failing = {"answer": SlackUnreachable("response_url", "timeout")}
    assert await reporter.notify(notice(DONE)) is Reaction.NOTIFIED
    assert slack.messages == []


async def test_what_takes_long_is_said_meanwhile_in_dialog_and_channel_and_its_end_is_told_directly_too(
    reporter, slack, notice, tables, sleep
):
    tables["slack_alert_source"] = [{**CHANNEL_SOURCE, "id": 10, "fallback": "Call 112"}]
    sleep.end(SLOW_NOTICE_SECONDS)
    await until(lambda: slack.answers)
    (_, receipt) = slack.answers[0]
    for shown in (slack.views[0][1], receipt):
        assert "keeps trying" in text(shown)
        assert "Call 112" in text(shown)
        assert "7K3M-Q9XD" in text(shown)
    assert "You can close this dialog" not in text(receipt)
    assert "replace_original" not in receipt
    await reporter.notify(notice(DONE))
    (_, outcome) = slack.answers[1]
    assert outcome["replace_original"] is True
    assert "is being alerted" in text(outcome)
    assert [channel for channel, _ in slack.messages] == [EVENT.person.id]


async def test_where_nothing_shows_that_it_takes_long_a_direct_message_does(reporter, slack, sleep):
    slack.failing = {"view": ViewGone("views.update", "not_found"), "answer": CannotPost("response_url", "used_url")}
    sleep.end(SLOW_NOTICE_SECONDS)
    await until(lambda: slack.messages)
    ((channel, message),) = slack.messages
    assert channel == EVENT.person.id
    assert "keeps trying" in message["text"]


async def test_that_ilert_took_it_is_shown_where_it_is_not_seen_at_once(reporter, slack, notice, sleep):
    reporter.sent(EVENT)
    sleep.end(0.0)
    await until(lambda: slack.views)
    assert "does not show it yet" in text(slack.views[0][1])
    assert slack.answers == []
    await reporter.notify(notice(DONE))
    assert "is being alerted" in text(slack.views[1][1])
    assert slack.messages == []


async def test_what_is_seen_at_once_is_not_shown_as_taken_first(reporter, slack, notice, sleep):
    reporter.sent(EVENT)
    await until(lambda: 0.0 in sleep.asked)
    await reporter.notify(notice(DONE))
    sleep.end(0.0)
    await reporter.close()
    assert len(slack.views) == 1


async def test_after_a_long_wait_that_ilert_took_it_replaces_what_was_said(reporter, slack, sleep):
    sleep.end(SLOW_NOTICE_SECONDS)
    await until(lambda: slack.answers)
    reporter.sent(EVENT)
    sleep.end(0.0)
    await until(lambda: len(slack.answers) == 2)
    assert "does not show it yet" in text(slack.views[1][1])
    assert "does not show it yet" in text(slack.answers[1][1])
    assert slack.answers[1][1]["replace_original"] is True


async def test_that_no_alert_appeared_is_told_everywhere_and_so_is_that_it_came_late(reporter, slack, notice):
    await reporter.notify(notice(NOT_SEEN))
    assert "no alert has appeared" in text(slack.views[0][1])
    assert "no alert has appeared" in text(slack.answers[0][1])
    assert "no alert has appeared" in slack.messages[0][1]["text"]
    await reporter.notify(notice(DONE))
    assert "is being alerted" in text(slack.views[1][1])
    assert slack.answers[1][1]["replace_original"] is True
    assert "is being alerted" in slack.messages[1][1]["text"]


async def test_a_receipt_is_left_five_times_at_most(reporter, slack, notice):
    """Slack docs: a response_url may be used five times."""
    for _ in range(6):
        await reporter.notify(notice(NOT_SEEN))
    assert len(slack.answers) == 5
    assert len(slack.messages) == 6


async def test_an_outcome_that_another_one_has_replaced_is_not_told(gone, slack, notice):
    assert await gone.notify(notice(DONE, event=Event.NOT_SEEN)) is Reaction.NOTIFIED
    assert (slack.views, slack.messages) == ([], [])


async def test_that_the_first_alert_appeared_after_all_is_told(gone, slack, notice):
    await gone.notify(notice(TWICE, event=Event.RAISED_TWICE))
    assert "The first alert has appeared in ilert after all, as #10" in slack.messages[0][1]["text"]


async def test_what_an_earlier_release_took_for_delivered_claims_no_more_than_is_known(gone, slack, notice):
    entry = dataclasses.replace(notice(Sent()).entry, state=State.DELIVERED)
    await gone.notify(notice(entry=entry, event=Event.SETTLED))
    assert slack.messages[0][1]["text"].startswith("ilert has taken your alert to *Escalation policy 81211*. “The")


async def test_what_is_told_in_time_is_not_said_to_take_long(reporter, slack, notice, sleep):
    await reporter.notify(notice(DONE))
    sleep.end(SLOW_NOTICE_SECONDS)
    await reporter.close()
    assert len(slack.views) == 1


async def test_a_machine_that_stood_still_meanwhile_does_not_say_that_it_takes_long(slack, response_urls, sleep):
    now = 0.0
    surfaces = ReporterSurfaces(slack, response_urls, sleep=sleep)
    reporter = ReporterNotifier(surfaces, policy, WORDINGS, sleep=sleep, awake=lambda: now)
    reporter.expect(EVENT)
    await until(lambda: sleep.asked)
    now = 60.0
    sleep.end(SLOW_NOTICE_SECONDS)
    for _ in range(10):
        await asyncio.sleep(0)
    reporter.sent(EVENT)
    sleep.end(0.0)
    await until(lambda: slack.views)
    await reporter.close()
    assert all("not accepted" not in text(view) for _, view in slack.views)


async def test_who_is_not_known_to_look_is_told_directly(gone, slack, notice):
    await gone.notify(notice(DONE))
    assert [channel for channel, _ in slack.messages] == [EVENT.person.id]


async def test_a_mistake_in_saying_that_it_takes_long_is_logged_and_the_outcome_is_told(reporter, slack, notice, sleep):
    slack.failing = {"view": ZeroDivisionError("oops")}
    with capture_logs() as lines:
        sleep.end(SLOW_NOTICE_SECONDS)
        await until(lambda: lines)
    assert [line["event"] for line in lines] == ["background_task_failed"]
    slack.failing = {}
    assert await reporter.notify(notice(DONE)) is Reaction.NOTIFIED
    assert len(slack.messages) == 1


@pytest.mark.parametrize(
    ("error", "reaction"),
    [
        (SlackUnreachable("chat.postMessage", "timeout"), Reaction.LATER),
        (SlackRateLimited("chat.postMessage", 1.0), Reaction.LATER),
        (CannotPost("chat.postMessage", "channel_not_found"), Reaction.NEVER),
    ],
)
async def test_whether_to_tell_again_depends_on_why_slack_refused(gone, slack, notice, error, reaction):
    slack.failing = {"message": error}
    assert await gone.notify(notice(GIVEN_UP)) is reaction


async def test_a_person_who_cannot_be_told_for_now_is_told_later(reporter, slack, notice, sleep):
    error = SlackUnreachable("any", "timeout")
    slack.failing = {"view": error, "answer": error, "message": error}
    for pause in (0.5, 1.0, 2.0, 3.0):
        sleep.end(pause)
    with capture_logs() as lines:
        assert await reporter.notify(notice(DONE)) is Reaction.LATER
    events = [line["event"] for line in lines if line["event"] != "slack_call_repeated"]
    assert sorted(events) == ["notification_postponed", "response_url_failed", "view_update_failed"]
    slack.failing = {}
    assert await reporter.notify(notice(DONE)) is Reaction.NOTIFIED
    assert "is being alerted" in text(slack.views[0][1])


async def test_events_that_are_not_the_reporters_business_are_passed_over(gone, slack, notice):
    assert await gone.notify(notice(DONE, event=Event.NOT_NOTIFIED)) is Reaction.NOTIFIED
    assert (slack.views, slack.messages) == ([], [])


async def test_the_admins_title_stays_on_the_result(reporter, slack, notice, tables):
    tables["dialog"] = {"title": "Help!"}
    await reporter.notify(notice(DONE, MANUAL))
    assert slack.views[0][1]["title"]["text"] == "Help!"


def test_a_receipt_address_is_valid_for_half_an_hour():
    clock = [0.0]
    response_urls = ResponseUrls(clock=lambda: clock[0])
    response_urls.remember("V1", "https://x.example")
    response_urls.remember("V2", "https://y.example")
    clock[0] = 1799.0
    assert response_urls.get("V1").url == "https://x.example"
    clock[0] = 1800.0
    assert response_urls.get("V2") is None
