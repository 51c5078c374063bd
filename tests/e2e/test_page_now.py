"""Page now over real sockets: the same people, once, whoever presses how often, and everybody reads what is so."""

import asyncio

import pytest

from bot.slack.features.alert.results import PAGE_NOW
from tests.e2e.actions import alerts, direct_messages, paths, press, words

SOURCE = 2247477
DEMO = "C024BE91L"


@pytest.fixture
def policy_file(policy_file):
    """Alerts go by events whatever comes of them."""
    policy_file.write_text(policy_file.read_text().replace("channels = ", 'raise = "event"\nchannels = ', 1))
    return policy_file


@pytest.fixture
def settings(settings):
    return {**settings, "IL_ALERT_SIGHTING_WINDOW_SECONDS": "1"}


async def not_seen(sandbox):
    """Raise an alert of which ilert shows nothing. Returns Sam, who reads that everywhere."""
    sam, _ = await press(sandbox)
    await sandbox.until(lambda: "no alert has appeared" in words(sam.view), timeout=10)
    await sandbox.until(lambda: receipts(sandbox) and direct_messages(sandbox))
    return sam


def receipts(sandbox, who="sam"):
    return list(sandbox.messages("#demo", seen_by=who))


def posted(sandbox):
    """How many manual alerts were raised."""
    return paths(sandbox).count("POST /alerts")


async def pressed_by(sandbox, who, value):
    """Let somebody press the button of a message, whoever sees it."""
    person = sandbox.person(who)
    url = sandbox.slack.response_urls.issue("actions", DEMO, person.id)
    button = {"type": "button", "block_id": "b", "action_id": PAGE_NOW, "value": value}
    where = {"channel": {"id": DEMO, "name": "demo"}, "container": {"type": "message", "channel_id": DEMO}}
    payload = {"user": {"id": person.id}, **where, "actions": [button], "trigger_id": "1.2.3", "response_url": url}
    assert await sandbox.slack.deliver("block_actions", payload) is not None


def button_of(view):
    return next(element for block in view.blocks if block["type"] == "actions" for element in block["elements"])


async def test_from_the_dialog_the_same_people_are_paged(sandbox, daemon):
    sandbox.ilert.account.sources[SOURCE].filtered_out = ""
    sam = await not_seen(sandbox)
    await sam.click(PAGE_NOW)
    await sandbox.until(lambda: "*Network Infrastructure* is being alerted." in words(sam.view), timeout=10)
    (alert,) = alerts(sandbox)
    assert (alert.policy, alert.source, alert.summary) == (81211, SOURCE, "down")
    await sandbox.until(lambda: len(direct_messages(sandbox)) == 2)
    assert "and *Network Infrastructure* is being alerted" in direct_messages(sandbox)[1]
    (receipt,) = receipts(sandbox)
    assert "is being alerted" in receipt.text
    assert (await daemon.logged("page_now"))["result"] == "PagedNow"


@pytest.mark.parametrize("place", ["receipt", "direct message"])
async def test_from_a_message_who_pressed_is_answered_privately(sandbox, daemon, place):
    sandbox.ilert.account.sources[SOURCE].filtered_out = ""
    sam = await not_seen(sandbox)
    message = receipts(sandbox)[0] if place == "receipt" else sandbox.messages("@sam")[0]
    where = "#demo" if place == "receipt" else "@sam"
    await sam.press(message, PAGE_NOW)
    await sandbox.until(
        lambda: any("will be alerted by a second way" in one.text for one in sandbox.messages(where, seen_by="sam"))
    )
    await sandbox.until(lambda: "is being alerted" in words(sam.view), timeout=10)
    assert posted(sandbox) == 1
    assert receipts(sandbox, "alice") == []


async def test_two_people_at_once_twice_each_are_one_alert(sandbox, daemon):
    sandbox.ilert.account.sources[SOURCE].filtered_out = ""
    sam = await not_seen(sandbox)
    value = button_of(sam.view)["value"]
    await asyncio.gather(*(pressed_by(sandbox, who, value) for who in ("sam", "alice", "sam", "alice")))
    await sandbox.until(lambda: len(receipts(sandbox, "alice")) == 2 and len(receipts(sandbox)) == 3)
    await sandbox.until(lambda: "is being alerted" in words(sam.view), timeout=10)
    assert posted(sandbox) == 1
    assert len(alerts(sandbox)) == 1
    answers = [one.text for one in (*receipts(sandbox, "alice"), *receipts(sandbox)[1:])]
    assert sum("will be alerted by a second way" in one for one in answers) == 1
    assert sum("already had *Network Infrastructure* paged" in one for one in answers) == 3


async def test_pressed_while_the_events_alert_appears_pages_nobody_twice(sandbox, daemon):
    sandbox.faults.ilert_visible_after_s = 600.0
    sam = await not_seen(sandbox)
    value = button_of(sam.view)["value"]
    sandbox.faults.ilert_visible_after_s = 0.0
    await asyncio.gather(*(pressed_by(sandbox, who, value) for who in ("sam", "alice", "sam", "alice")))
    await sandbox.until(lambda: "*Network Infrastructure* is being alerted." in words(sam.view), timeout=10)
    assert posted(sandbox) == 0
    assert len(alerts(sandbox)) == 1
    await sandbox.until(lambda: len(receipts(sandbox, "alice")) == 2)
    await pressed_by(sandbox, "alice", value)
    await sandbox.until(lambda: len(receipts(sandbox, "alice")) == 3)
    assert "*Network Infrastructure* is being alerted." in receipts(sandbox, "alice")[-1].text
    assert posted(sandbox) == 0


async def test_who_may_not_alert_from_there_any_more_is_told_why_and_pages_nobody(sandbox, daemon, policy_file):
    sandbox.ilert.account.sources[SOURCE].filtered_out = ""
    sam = await not_seen(sandbox)
    await pressed_by(sandbox, "gina", button_of(sam.view)["value"])
    await sandbox.until(lambda: receipts(sandbox, "gina"))
    (answer,) = receipts(sandbox, "gina")
    assert answer.text.startswith("Nobody was paged. You are a guest in this Slack workspace")
    assert posted(sandbox) == 0
