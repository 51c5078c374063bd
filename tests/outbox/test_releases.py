"""What one release wrote, the next and the one before can read; what they cannot, they leave alone and tell."""

import json
import sqlite3
from contextlib import closing

import pytest
from structlog.testing import capture_logs

from bot.domain.alerts import DialogKind, Failure, NotDelivered, Origin, Raised, Sighting
from bot.outbox.model import Entry, Event, QueueStats, Route, State, UnreadableEntry, tells
from bot.outbox.opening import open_outbox
from bot.outbox.store import InvalidState
from tests.outbox.another_release import change, column
from tests.outbox.golden import restore
from tests.outbox.requests import DONE, REFUSED, Clock, request

NEWER = '{"format": 99, "who": "knows"}'


@pytest.fixture
async def first_release(path):
    """The outbox that revision d513fe7 left: alerts 1, 2, 3, 8 wait, 4 and 5 are delivered, 6 and 7 given up."""
    restore("schema_1.sql", path)
    outbox = open_outbox(f"sqlite://{path}", owner="one", clock=Clock(1_000_100.0))
    yield outbox
    await outbox.close()


async def test_every_entry_of_the_first_release_is_read(first_release):
    entries = await first_release.list()
    assert [(entry.number, entry.state) for entry in entries] == [
        (1, "waiting"),
        (2, "waiting"),
        (3, "waiting"),
        (4, "delivered"),
        (5, "delivered"),
        (6, "given_up"),
        (7, "given_up"),
        (8, "waiting"),
    ]
    _, second, third, fourth, _, sixth, seventh, _ = entries
    assert (second.tries, second.next_try_at, second.request.dialog, second.request.priority) == (
        1,
        1_000_081.0,
        DialogKind.ACCOUNT,
        "HIGH",
    )
    url = "https://acme.slack.com/archives/C024BE91L"
    assert second.request.origin == Origin("D0SAM00001", None, direct_message=True, url=url)
    assert third.request.origin == Origin("C024BE91L", "demo", url=url)
    assert (third.route, third.in_doubt_since) == (Route("event", "network"), 1_000_030.0)
    assert fourth.outcome == Raised(Sighting(9, "https://acme.ilert.example/alert/view.jsf?id=9"))
    assert sixth.outcome == NotDelivered(Failure.ILERT_REFUSED, "400")
    assert seventh.outcome == NotDelivered(Failure.OUTCOME_UNKNOWN, "no answer")


async def test_what_waited_in_the_first_release_goes_on(first_release):
    assert await first_release.recover() == 4
    claimed = await first_release.claim(10)
    assert [entry.number for entry in claimed] == [1, 2, 3, 8]
    assert [entry.in_doubt_since for entry in claimed] == [None, None, 1_000_100.0, None]


async def test_what_the_first_release_had_not_told_is_told_and_nothing_else(first_release):
    notices = await first_release.claim_notices({"reporter": Event, "admins": Event}, 10)
    assert {(notice.entry.number, notice.subscriber) for notice in notices} == {
        (4, "reporter"),
        (4, "admins"),
        (6, "reporter"),
        (6, "admins"),
    }


async def test_what_the_second_schema_holds_is_read(path):
    """Written by revision b06cf9b.

    The same alerts as those of the first release, of which all is told but for alert 4 to admins, and alert 6."""
    restore("schema_2.sql", path)
    outbox = open_outbox(f"sqlite://{path}", owner="one", clock=Clock(1_000_100.0))
    entries = await outbox.list()
    assert [entry.state for entry in entries] == ["waiting"] * 3 + ["delivered"] * 2 + ["given_up"] * 2 + ["waiting"]
    second = entries[1].request
    assert (second.dialog, second.priority, second.language) == (DialogKind.ACCOUNT, "HIGH", "de")
    assert (second.origin.permalink, second.origin.thread_ts) == (
        "https://acme.slack.com/archives/D0SAM00001/p1",
        "1.2",
    )
    assert entries[3].outcome == Raised(Sighting(9, "https://acme.ilert.example/alert/view.jsf?id=9"))
    assert entries[6].outcome == NotDelivered(Failure.OUTCOME_UNKNOWN, "no answer")
    assert {(entry.sent_at, entry.paged_by) for entry in entries} == {(None, None)}
    assert await outbox.recover() == 4
    assert [(entry.number, entry.in_doubt_since) for entry in await outbox.claim(10)] == [
        (1, None),
        (2, None),
        (3, 1_000_100.0),
        (8, None),
    ]
    notices = await outbox.claim_notices({"reporter": Event, "admins": Event}, 10)
    assert [(notice.entry.number, notice.subscriber) for notice in notices] == [
        (6, "reporter"),
        (4, "admins"),
        (6, "admins"),
    ]
    assert all(tells(notice.event, notice.entry) for notice in notices)
    await outbox.close()


async def test_the_first_release_refuses_what_this_one_wrote(path, first_release):
    await first_release.open()
    with closing(sqlite3.connect(path)) as database:
        # It accepts version 1 and says of any newer one which versions it knows.
        assert database.execute("PRAGMA user_version").fetchone() == (2,)


@pytest.mark.parametrize(
    ("statement", "value"),
    [
        ("UPDATE alert SET request = ? WHERE number = 1", NEWER),
        ("UPDATE alert SET request = ? WHERE number = 1", "no json"),
        ("UPDATE alert SET state = ? WHERE number = 1", "teleported"),
        ("UPDATE alert SET way = ? WHERE number = 1", "telephone"),
    ],
)
async def test_what_this_release_cannot_read_is_kept_as_it_is_and_told_once(url, opened, statement, value):
    outbox = opened()
    await outbox.accept(request(1, "U0SAM"))
    await outbox.accept(request(2, "U0SAM"))
    change(url, statement, value)
    before = column(url, "request"), column(url, "state"), column(url, "way")
    with capture_logs() as lines:
        for life in ("first start", "second start"):
            restarted = opened(f"one#{life}")
            assert await restarted.recover() == 1
            # It stands in nobody's way.
            assert [entry.number for entry in await restarted.claim(10)] == [2]
    assert (column(url, "request"), column(url, "state"), column(url, "way")) == before
    assert await restarted.probe() == QueueStats(1, 5.0, 1)
    notices = await restarted.claim_notices({"reporter": Event, "admins": Event}, 10)
    assert [(notice.subscriber, notice.event) for notice in notices] == [
        ("reporter", Event.UNREADABLE),
        ("admins", Event.UNREADABLE),
    ]
    entry = notices[0].entry
    assert isinstance(entry, UnreadableEntry)
    assert (entry.reference, entry.person_id, entry.accepted_at) == ("0000-0001", "U0SAM", 5.0)
    assert [line["ref"] for line in lines if line["event"] == "outbox_entry_unreadable"] == ["0000-0001"] * 2
    for notice in notices:
        await restarted.finish_notice(notice, "notified")
    third = opened("one#third start")
    await third.recover()
    assert await third.claim_notices({"reporter": Event, "admins": Event}, 10) == []


async def test_what_becomes_unreadable_while_it_waits_is_noticed_at_its_claim(url, opened):
    outbox = opened()
    await outbox.accept(request(1))
    await outbox.accept(request(2))
    change(url, "UPDATE alert SET request = ? WHERE number = 1", NEWER)
    assert await outbox.claim(10) == []
    assert [entry.number for entry in await outbox.claim(10)] == [2]
    assert (await outbox.probe()).unreadable == 1


async def test_the_release_that_wrote_an_entry_goes_on_with_it(url, opened):
    outbox = opened()
    await outbox.accept(request(1))
    readable = column(url, "request")
    change(url, "UPDATE alert SET request = ? WHERE number = 1", NEWER)
    older = opened("one#the older release")
    await older.recover()
    assert await older.claim(10) == []
    change(url, "UPDATE alert SET request = ? WHERE number = 1", readable)
    newer = opened("one#the newer release")
    assert await newer.recover() == 1
    (entry,) = await newer.claim(10)
    await newer.settle(entry, DONE)
    assert (await newer.probe()).unreadable == 0
    settled = [one for one in await newer.claim_notices({"reporter": Event}, 10) if one.event is Event.RAISED]
    assert [notice.entry.outcome for notice in settled] == [DONE.outcome]


async def test_an_outcome_that_cannot_be_read_is_told_as_such(url, opened):
    outbox = opened()
    await outbox.accept(request(1))
    (entry,) = await outbox.claim(1)
    await outbox.settle(entry, DONE)
    change(url, "UPDATE alert SET outcome = ?", NEWER)
    (notice,) = await outbox.claim_notices({"reporter": Event}, 10)
    assert isinstance(notice.entry, UnreadableEntry)
    assert notice.entry.state == "raised"


@pytest.mark.parametrize("action", ["retry", "drop"])
async def test_admins_cannot_settle_what_cannot_be_read(url, opened, action):
    outbox = opened()
    await outbox.accept(request(1))
    change(url, "UPDATE alert SET request = ?", NEWER)
    with pytest.raises(InvalidState, match=r"cannot read it \(written in format 99"):
        await (outbox.retry(request(1).key) if action == "retry" else outbox.drop(request(1).key, REFUSED))
    (entry,) = await outbox.list()
    assert isinstance(entry, UnreadableEntry)
    assert await outbox.list(State.WAITING) == []
    assert isinstance(await outbox.find("0000-0001"), UnreadableEntry)


async def test_pressing_submit_again_for_an_alert_that_cannot_be_read_is_no_new_alert(url, opened):
    outbox = opened()
    await outbox.accept(request(1))
    change(url, "UPDATE alert SET request = ?", NEWER)
    again = await outbox.accept(request(1))
    assert (again.new, again.state, again.outcome) == (False, "waiting", None)


async def test_a_notice_of_a_later_release_is_left_to_it(url, opened):
    outbox = opened()
    await outbox.accept(request(1))
    (entry,) = await outbox.claim(1)
    await outbox.settle(entry, DONE)
    change(url, "UPDATE notice SET event = ?", "teleported")
    assert await outbox.claim_notices({"reporter": Event}, 10) == []
    (status,) = await outbox.notices(request(1).key)
    assert (status.event, status.result) == ("teleported", "")


async def test_keys_of_a_later_release_change_nothing(url, opened):
    outbox = opened()
    await outbox.accept(request(1))
    newer = {**json.loads(column(url, "request")), "permalink": "https://x.example"}
    change(url, "UPDATE alert SET request = ?", json.dumps(newer))
    (entry,) = await outbox.claim(1)
    assert isinstance(entry, Entry)
    await outbox.settle(entry, DONE)
    assert len(await outbox.claim_notices({"reporter": Event}, 10)) == 1


async def test_a_notice_whose_alert_is_gone_keeps_nobody_from_being_told(url, opened):
    outbox = opened()
    for number in (1, 2):
        await outbox.accept(request(number, f"U{number}"))
    for entry in await outbox.claim(10):
        await outbox.settle(entry, DONE)
    change(url, "DELETE FROM alert WHERE number = ?", 1)
    assert [notice.entry.number for notice in await outbox.claim_notices({"reporter": Event}, 10)] == [2]
