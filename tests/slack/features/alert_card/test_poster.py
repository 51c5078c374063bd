"""One card for each alert, and the newest state on it, whatever fails or ends in between."""

import dataclasses
from contextlib import AsyncExitStack

import pytest

from bot.outbox.cards import CardState
from bot.slack.api.errors import CannotPost, MissingScope, SlackRateLimited, SlackRefused, SlackUnreachable
from bot.slack.features.alert_card.pace import EDITS_A_MINUTE
from bot.slack.features.alert_card.views import SHARED
from tests.outbox.live import JANE, NOW, PENDING, ROB
from tests.outbox.requests import request
from tests.slack.features.alert_card.poster_world import DEMO, CountingReadings, Deadly, Killed, World

SAM = "U1"
ACCEPTED = dataclasses.replace(
    PENDING, status="ACCEPTED", responders=(dataclasses.replace(JANE, accepted_at=NOW),), next_escalation=None
)
RESOLVED = dataclasses.replace(ACCEPTED, status="RESOLVED")
NEXT = dataclasses.replace(PENDING, responders=(ROB, JANE))
LOST = SlackUnreachable("chat.postMessage", "timeout")
NOT_SENT = SlackUnreachable("chat.postMessage", "ClientConnectorError", sent=False)


@pytest.fixture
async def world(tmp_path):
    async with AsyncExitStack() as stack:
        world = World(tmp_path / "outbox.sqlite3")
        stack.push_async_callback(world.outbox.close)
        yield world


async def test_a_card_is_posted_and_edited_in_place(world):
    key = await world.wanted(thread_ts="7.5")
    await world.run(5)
    ((channel, text),) = world.slack.cards()
    assert (channel, text[:8]) == (DEMO, "Pending:")
    assert world.slack.messages["1.0"][1]["thread_ts"] == "7.5"
    await world.becomes(key, NEXT, escalated=True)
    await world.run(5)
    await world.becomes(key, ACCEPTED)
    await world.run(5)
    await world.becomes(key, RESOLVED)
    await world.run(5)
    ((_, text),) = world.slack.cards()
    assert text.startswith("Resolved:")
    assert world.slack.lines() == [
        "Nobody has accepted the alert in time. ilert is now calling *Rob*, *Jane*.",
        "*Jane* has accepted the alert.",
        "The alert has been resolved.",
    ]
    assert {one["thread_ts"] for _, one in world.slack.messages.values()} == {"7.5"}


async def test_what_changes_nothing_on_the_card_edits_nothing(world):
    key = await world.wanted()
    await world.run(5)
    await world.outbox.change_card(await world.outbox.live_alert(key))
    await world.run(5)
    assert world.slack.calls == ["post"]
    assert await world.outbox.due_cards() == []


@pytest.mark.parametrize("state", [PENDING, ACCEPTED, RESOLVED])
async def test_a_card_that_is_new_needs_no_line_about_what_it_shows(world, state):
    key = await world.wanted()
    await world.becomes(key, state)
    await world.run(5)
    assert len(world.slack.cards()) == 1
    assert world.slack.lines() == []


async def test_after_a_limit_nothing_is_lost_and_nothing_comes_twice(world):
    world.slack.fail("post", SlackRateLimited("chat.postMessage", 30.0))
    key = await world.wanted()
    await world.run(20)
    assert world.slack.cards() == []
    await world.run(20)
    assert len(world.slack.cards()) == 1
    world.slack.fail("update", SlackRateLimited("chat.update", 30.0))
    world.slack.fail("post", SlackRateLimited("chat.postMessage", 10.0))
    await world.becomes(key, ACCEPTED)
    await world.run(20)
    assert world.slack.cards()[0][1].startswith("Pending:")
    await world.run(60)
    assert world.slack.cards()[0][1].startswith("Accepted:")
    assert world.slack.lines() == ["*Jane* has accepted the alert."]


async def test_after_a_lost_answer_no_second_card_is_posted(world):
    world.slack.lost = True
    world.slack.fail("post", LOST)
    key = await world.wanted()
    await world.run(120)
    assert len(world.slack.cards()) == 1
    assert await world.state(key) is CardState.POSTING
    # The first click on it tells where it is.
    await world.outbox.adopt_card(await world.outbox.live_alert(key), DEMO, "1.0")
    await world.becomes(key, ACCEPTED)
    await world.run(5)
    assert world.slack.cards()[0][1].startswith("Accepted:")


@pytest.mark.parametrize(
    "error",
    [
        NOT_SENT,
        SlackUnreachable("chat.postMessage", "http_503"),
        MissingScope("chat.postMessage", "chat:write"),
    ],
    ids=["not sent", "refused by a gateway", "missing scope"],
)
async def test_what_surely_was_not_posted_is_posted_later(world, error):
    world.slack.fail("post", error, error)
    await world.wanted()
    await world.run(60)
    assert len(world.slack.cards()) == 1


async def test_a_line_whose_answer_is_lost_is_not_posted_again(world):
    key = await world.wanted()
    await world.run(5)
    world.slack.lost = True
    world.slack.fail("post", LOST)
    await world.becomes(key, ACCEPTED)
    await world.run(60)
    assert world.slack.lines() == ["*Jane* has accepted the alert."]


async def test_a_card_that_was_deleted_stays_deleted(world):
    key = await world.wanted()
    await world.run(5)
    world.slack.messages.clear()
    for seen in (ACCEPTED, RESOLVED):
        await world.becomes(key, seen)
        await world.run(5)
    assert world.slack.messages == {}
    assert await world.state(key) is CardState.GONE


async def test_a_channel_that_others_read_gets_no_card(world):
    world.slack.shared.add(DEMO)
    key = await world.wanted()
    await world.run(5)
    ((where, text),) = world.slack.cards()
    assert where == SAM
    assert "is shared with another company" in text
    assert (await world.outbox.card(key)).problem == SHARED


async def test_nothing_is_posted_while_it_is_not_known_who_reads_the_channel(world):
    world.slack.fail("channel", *[SlackUnreachable("conversations.info", "timeout")] * 3)
    await world.wanted()
    await world.run(15)
    assert world.slack.messages == {}
    await world.run(30)
    assert [where for where, _ in world.slack.cards()] == [DEMO]


@pytest.mark.parametrize("case", ["hidden", "archived"])
async def test_where_the_bot_cannot_post_the_reporter_gets_the_card_and_reads_why_once(world, case):
    getattr(world.slack, case).add(DEMO)
    key = await world.wanted()
    await world.run(5)
    ((where, text),) = world.slack.cards()
    assert where == SAM
    assert ("`/invite`" if case == "hidden" else "is archived") in text
    await world.becomes(key, ACCEPTED)
    await world.run(5)
    assert [where for where, _ in world.slack.cards()] == [SAM]
    assert world.slack.lines() == []


async def test_a_channel_that_is_archived_later_leaves_the_card_to_the_reporter(world):
    key = await world.wanted()
    await world.run(5)
    world.slack.archived.add(DEMO)
    await world.becomes(key, ACCEPTED)
    await world.run(5)
    assert [(where, text[:9]) for where, text in world.slack.cards()] == [(DEMO, "Pending: "), (SAM, "Accepted:")]


async def test_who_cannot_be_reached_at_all_gets_none(world):
    world.slack.hidden.add(DEMO)
    world.slack.fail("post", CannotPost("chat.postMessage", "channel_not_found"))
    key = await world.wanted()
    await world.run(60)
    assert await world.state(key) is CardState.REFUSED


async def test_without_its_thread_the_card_stands_in_the_channel(world):
    world.slack.fail("post", SlackRefused("chat.postMessage", "thread_not_found"))
    await world.wanted(thread_ts="7.5")
    await world.run(5)
    ((_, message),) = world.slack.messages.values()
    assert "thread_ts" not in message


async def test_accepted_alerts_come_first_and_no_minute_has_too_many_edits(world):
    keys = [await world.wanted(number, f"C{number:08}") for number in range(1, 101)]
    await world.run(5)
    assert len(world.slack.cards()) == 100
    for number, key in enumerate(keys):
        await world.becomes(key, ACCEPTED if number % 2 else RESOLVED)
    world.slack.calls.clear()
    await world.run(59)
    assert world.slack.calls.count("update") <= EDITS_A_MINUTE
    assert {text.split(":")[0] for _, text in world.slack.cards()} == {"Pending", "Accepted"}
    await world.run(120)
    states = [text.split(":")[0] for _, text in world.slack.cards()]
    assert (states.count("Accepted"), states.count("Resolved")) == (50, 50)


async def test_in_half_an_hour_of_100_cards_no_minute_is_beyond_slacks_limits_and_all_are_right_in_the_end(world):
    keys = [await world.wanted(number, f"C{number:08}") for number in range(1, 101)]
    await world.run(120)
    # All change together, and again as soon as Slack can have taken the edits.
    for seen in (NEXT, PENDING, ACCEPTED):
        for key in keys:
            await world.becomes(key, seen)
        await world.run(560)
    assert 40 <= world.slack.most_a_minute("update") <= EDITS_A_MINUTE
    assert {text.split(":")[0] for _, text in world.slack.cards()} == {"Accepted"}
    assert (len(world.slack.cards()), len(world.slack.lines())) == (100, 100)
    assert await world.outbox.due_cards() == []


async def test_many_cards_that_are_due_at_once_are_not_all_read_for_each_of_them(world):
    for number in range(1, 101):
        await world.wanted(number, f"C{number:08}")
    outbox = CountingReadings(world.outbox)
    world.start(outbox=outbox)
    await world.run(1)
    assert len(world.slack.cards()) == 100
    assert outbox.readings <= 10


async def test_wherever_it_is_killed_there_is_one_card_and_each_line_once(tmp_path):
    killed_at = 0
    while True:
        killed = await killed_once(tmp_path / f"{killed_at}.sqlite3", killed_at)
        if not killed:
            break
        killed_at += 1
    assert killed_at > 20


async def killed_once(path, killed_at):
    """Show two states, killed at a call. Returns whether it was."""
    world = World(path)
    counter, killed = [killed_at], False
    world.start(Deadly(world.slack, counter), Deadly(world.outbox, counter))
    key = await world.wanted()
    for seen in (PENDING, ACCEPTED):
        await world.becomes(key, seen)
        try:
            await world.run(5)
        except Killed:
            killed = True
            await world.outbox.recover()
            world.start()
            await world.run(5)
    assert len(world.slack.cards()) <= 1
    assert len(world.slack.lines()) <= 1
    if await world.state(key) is CardState.POSTED:
        assert world.slack.cards()[0][1].startswith("Accepted:")
    else:
        assert await world.state(key) is CardState.POSTING
    await world.outbox.close()
    return killed


async def test_the_alert_of_a_card_is_the_one_it_was_asked_for(world):
    await world.wanted(3)
    await world.run(5)
    assert "alert 3" in world.slack.cards()[0][1]
    assert request(3).reference in str(world.slack.messages)


async def test_cards_that_must_all_wait_are_not_read_again_at_each_news(world):
    for number in (1, 2, 3):
        await world.wanted(number)
    counted = CountingReadings(world.outbox)
    world.start(outbox=counted)
    assert await world.poster.show_next() == 0.0  # one card is posted: a channel takes one a second
    pause = await world.poster.show_next()
    readings = counted.readings
    for _ in range(10):
        assert 0 < await world.poster.show_next() <= pause
    assert counted.readings == readings
    await world.run(5)
    assert len(world.slack.cards()) == 3
