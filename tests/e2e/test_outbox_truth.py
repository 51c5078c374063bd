"""What people read is what is true in ilert: an alert is raised when it was seen there, whatever ilert answers."""

import asyncio
import dataclasses

import pytest

from bot.outbox.opening import open_outbox, sqlite_url
from tests.e2e.actions import NETWORK, NO_ROUTING_KEY, PLATFORM, alerts, direct_messages, paths, press, words
from tests.e2e.forge import Forge

WITH_ADMINS = 'admin_channel = "#ops"\n'
SOURCE = 2247477
RAISED = "is being alerted"
FOREVER = 1e9
WINDOW_SECONDS = 1.5


@pytest.fixture
async def forge(settings, tmp_path):
    async with Forge({**settings, "IL_ALERT_SIGHTING_WINDOW_SECONDS": str(WINDOW_SECONDS)}, tmp_path / "log") as forge:
        yield forge


@pytest.fixture(autouse=True)
def _nobody_reads_raised_without_an_alert(sandbox):
    """Look at all that anybody read, when it was shown to them."""
    yield
    listed_at = min((alert.reported_at for alert in alerts(sandbox)), default=FOREVER * 2)
    shown = [call for call in sandbox.slack.calls if RAISED in str(call.body)]
    assert [call for call in shown if call.at < listed_at] == []


@pytest.fixture
def source(sandbox):
    return sandbox.ilert.account.sources[SOURCE]


@pytest.fixture(autouse=True)
def _admins(policy_file):
    policy_file.write_text(WITH_ADMINS + policy_file.read_text())


async def begun(sandbox, forge, *point, **quicker):
    await sandbox.until(lambda: not sandbox.slack.socket.connections)
    await forge.start(*point, settle_seconds=1.0, **quicker)
    await sandbox.until(lambda: sandbox.slack.socket.connections, timeout=15)


async def reads(sandbox, person, sentence, timeout=20):  # noqa: ASYNC109 - the sandbox waits
    """Wait until a person reads something in the dialog, or in a direct message."""

    def there():
        shown = "" if person.view is None else words(person.view)
        return sentence in shown or any(sentence in text for text in direct_messages(sandbox, person.id))

    await sandbox.until(there, timeout=timeout)


def sent(sandbox):
    """What was sent to ilert, in its order."""
    return [one for one in paths(sandbox) if one in ("POST /events", "POST /alerts")]


async def test_a_source_that_takes_no_events_pages_by_a_manual_alert_and_the_next_time_at_once(sandbox, forge, source):
    source.takes_events = False
    await begun(sandbox, forge)
    sam, _ = await press(sandbox, summary="first")
    await reads(sandbox, sam, "does not show it yet")
    assert alerts(sandbox) == []
    await reads(sandbox, sam, RAISED)
    assert sent(sandbox) == ["POST /events", "POST /alerts"]
    event, manual = (call.at for call in sandbox.ilert.calls if call.method == "POST" and call.body)
    assert WINDOW_SECONDS <= manual - event < WINDOW_SECONDS + 2.0
    await forge.all_told()
    await forge.kill()
    await begun(sandbox, forge)
    eve, _ = await press(sandbox, "alice", summary="second")
    await reads(sandbox, eve, RAISED)
    assert sent(sandbox) == ["POST /events", "POST /alerts", "POST /alerts"]
    assert [alert.summary for alert in alerts(sandbox)] == ["first", "second"]
    assert {alert.policy for alert in alerts(sandbox)} == {81211}
    await forge.all_told()
    told = [message.text for message in sandbox.messages("#ops") if "raise" in message.text]
    assert len(told) == 1


async def test_a_source_that_takes_events_never_gets_a_manual_alert_by_itself(sandbox, forge, source):
    await begun(sandbox, forge)
    sam, _ = await press(sandbox, summary="seen")
    await reads(sandbox, sam, RAISED)
    await forge.all_told()
    await forge.kill()
    await begun(sandbox, forge)
    source.filtered_out = "dropped"
    eve, _ = await press(sandbox, "alice", summary="dropped by the filter")
    await reads(sandbox, eve, "no alert has appeared")
    assert sent(sandbox) == ["POST /events", "POST /events"]
    assert [alert.summary for alert in alerts(sandbox)] == ["seen"]
    await sandbox.until(lambda: sandbox.messages("#ops"))
    assert "no alert has appeared" in sandbox.messages("#ops")[0].text


async def test_an_event_that_was_added_to_an_open_alert_is_said_to_call_nobody_again(sandbox, forge, source):
    source.alert_creation = "ONE_OPEN_ALERT_ALLOWED"
    await begun(sandbox, forge)
    sam, _ = await press(sandbox, summary="first")
    await reads(sandbox, sam, RAISED)
    eve, _ = await press(sandbox, "alice", summary="second")
    (alert,) = alerts(sandbox)
    await reads(sandbox, eve, f"added to the open alert #{alert.id}, and nobody is called again")
    assert sent(sandbox) == ["POST /events", "POST /events"]


async def test_an_alert_that_appears_late_is_told_after_all(sandbox, forge, source, policy_file):
    policy_file.write_text(policy_file.read_text().replace('label    = "Pl', 'raise = "event"\nlabel    = "Pl'))
    sandbox.faults.ilert_visible_after_s = 10.0
    await begun(sandbox, forge)
    sam, _ = await press(sandbox)
    await reads(sandbox, sam, "no alert has appeared")
    assert len(alerts(sandbox)) == 1
    sandbox.faults.ilert_visible_after_s = 0.0
    await reads(sandbox, sam, RAISED, timeout=40)
    assert sent(sandbox) == ["POST /events"]


@pytest.mark.parametrize("choice", [NETWORK, NO_ROUTING_KEY])
@pytest.mark.parametrize("answer", ["gateway_html", "gateway_html_202", "gateway_302", "gateway_408", "gateway_425"])
async def test_an_answer_that_is_not_ilerts_raises_nothing_and_is_tried_again(sandbox, forge, choice, answer):
    way = "POST /events" if choice == NETWORK else "POST /alerts"
    await begun(sandbox, forge)
    sandbox.faults.script(way, [answer])
    sam, _ = await press(sandbox, choice=choice)
    await reads(sandbox, sam, RAISED, timeout=30)
    assert sent(sandbox) == [way, way]
    assert len(alerts(sandbox)) == 1


async def test_a_key_that_is_revoked_makes_a_manual_alert_wait_until_it_works(sandbox, forge):
    await begun(sandbox, forge)
    sandbox.faults.ilert = "key_revoked"
    sam, _ = await press(sandbox, choice=NO_ROUTING_KEY)
    await reads(sandbox, sam, "has not accepted your alert")
    sandbox.faults.ilert = "up"
    await reads(sandbox, sam, RAISED, timeout=40)
    assert len(alerts(sandbox)) == 1


async def test_while_the_key_is_revoked_nothing_is_said_of_what_ilert_took(sandbox, forge):
    await begun(sandbox, forge)
    sandbox.faults.script("GET /alerts", ["key_revoked"] * 5)
    sam, _ = await press(sandbox)
    await reads(sandbox, sam, "does not show it yet")
    await reads(sandbox, sam, RAISED, timeout=60)
    assert sent(sandbox) == ["POST /events"]


async def test_a_kill_between_ilerts_answer_and_the_sighting_loses_nothing(sandbox, forge):
    sandbox.faults.ilert_visible_after_s = FOREVER
    await begun(sandbox, forge)
    sam, _ = await press(sandbox)
    await reads(sandbox, sam, "does not show it yet")
    await forge.kill()
    sandbox.faults.ilert_visible_after_s = 0.0
    await begun(sandbox, forge)
    await reads(sandbox, sam, RAISED)
    assert (sent(sandbox), len(alerts(sandbox))) == (["POST /events"], 1)


async def test_a_kill_before_the_sighting_with_the_key_revoked_meanwhile_says_nothing_that_is_not_known(sandbox, forge):
    sandbox.faults.ilert_visible_after_s = FOREVER
    await begun(sandbox, forge)
    sam, _ = await press(sandbox)
    await reads(sandbox, sam, "does not show it yet")
    await forge.kill()
    sandbox.faults.ilert, sandbox.faults.ilert_visible_after_s = "key_revoked", 0.0
    killed_at, looks = sandbox.clock.now(), paths(sandbox).count("GET /alerts")
    await begun(sandbox, forge)
    await sandbox.until(lambda: sandbox.messages("#ops"), timeout=15)
    assert "Alerts wait until it does" in sandbox.messages("#ops")[0].text
    assert "KEY_ERROR" in sandbox.messages("#ops")[0].text
    # Long after the window, and after a look that told nothing.
    await sandbox.until(lambda: sandbox.clock.now() > killed_at + 3 * WINDOW_SECONDS, timeout=15)
    await sandbox.until(lambda: paths(sandbox).count("GET /alerts") > looks, timeout=15)
    assert "does not show it yet" in words(sam.view)
    assert (direct_messages(sandbox), len(sandbox.messages("#ops"))) == ([], 1)
    sandbox.faults.ilert = "up"
    await reads(sandbox, sam, RAISED, timeout=30)
    await sandbox.until(
        lambda: "accepts the bot's API key again" in str([one.text for one in sandbox.messages("#ops")])
    )
    assert (sent(sandbox), len(alerts(sandbox))) == (["POST /events"], 1)


@pytest.mark.parametrize("point", ["before a manual alert stands in", "after a manual alert stands in"])
async def test_a_kill_at_the_switch_to_a_manual_alert_pages_once(sandbox, forge, source, point):
    source.takes_events = False
    await begun(sandbox, forge, point, "at the switch")
    sam, _ = await press(sandbox, summary="at the switch")
    await forge.ended()
    await begun(sandbox, forge)
    await reads(sandbox, sam, RAISED)
    assert sent(sandbox) == ["POST /events", "POST /alerts"]
    assert len(alerts(sandbox)) == 1


async def test_others_than_those_who_were_chosen_are_named(sandbox, forge):
    await begun(sandbox, forge)
    policies = sandbox.ilert.account.policies
    policies[81212] = dataclasses.replace(policies[81212], routing_key="renamed")
    sam, _ = await press(sandbox, choice=PLATFORM)
    await reads(sandbox, sam, "but not with *Platform Infrastructure*, which you chose")
    assert alerts(sandbox)[0].policy == 81211
    await sandbox.until(lambda: sandbox.messages("#ops"))
    assert "but not with *Platform Infrastructure*" in sandbox.messages("#ops")[0].text


async def test_with_raise_alert_no_event_is_sent(sandbox, forge, policy_file):
    policy_file.write_text(policy_file.read_text().replace('label    = "Pl', 'raise = "alert"\nlabel    = "Pl'))
    await begun(sandbox, forge)
    sam, _ = await press(sandbox)
    await reads(sandbox, sam, RAISED)
    assert sent(sandbox) == ["POST /alerts"]


async def test_page_now_pages_once_however_often_it_is_pressed(sandbox, forge, source, settings):
    await begun(sandbox, forge)
    await reads(sandbox, (await press(sandbox, summary="seen"))[0], RAISED)
    source.filtered_out = "dropped"
    sam, _ = await press(sandbox, summary="dropped")
    await reads(sandbox, sam, "no alert has appeared")
    outbox = open_outbox(sqlite_url(forge.log.parent / "state"))
    (entry,) = await outbox.list("not_seen")
    pressed = await asyncio.gather(*(outbox.page_now(entry.key, who) for who in ("U0SAM", "U0EVE") * 2))
    assert sorted(type(one).__name__ for one in pressed) == ["AlreadyPaged"] * 3 + ["PagedNow"]
    await outbox.close()
    await reads(sandbox, sam, RAISED)
    assert sent(sandbox) == ["POST /events", "POST /events", "POST /alerts"]
    assert [alert.summary for alert in alerts(sandbox)] == ["seen", "dropped"]


async def test_page_now_raises_no_second_alert_where_the_events_own_has_appeared_meanwhile(sandbox, forge, policy_file):
    policy_file.write_text(policy_file.read_text().replace('label    = "Pl', 'raise = "event"\nlabel    = "Pl'))
    sandbox.faults.ilert_visible_after_s = FOREVER
    await begun(sandbox, forge)
    sam, _ = await press(sandbox)
    await reads(sandbox, sam, "no alert has appeared")
    sandbox.faults.ilert_visible_after_s = 0.0
    outbox = open_outbox(sqlite_url(forge.log.parent / "state"))
    (entry,) = await outbox.list()
    await outbox.page_now(entry.key, "U0EVE")
    await outbox.close()
    await reads(sandbox, sam, RAISED)
    assert (sent(sandbox), len(alerts(sandbox))) == (["POST /events"], 1)
