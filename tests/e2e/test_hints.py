"""What people read before they submit: the daemon as a process, over real sockets."""

import asyncio
from dataclasses import replace

from bot.sandbox.ilert.support_hours import SupportHours
from tests.e2e.actions import NETWORK, PLATFORM, alerts


async def hint(sandbox, person, choice):
    """Choose in the channel dialog, and return the hints once they differ from those before."""
    before = shown(person.view)
    await person.choose("choice", choice)
    await sandbox.until(lambda: shown(person.view) != before)
    return shown(person.view)


def shown(view):
    return "\n".join(block["text"]["text"] for block in hints_of(view))


def hints_of(view):
    return [block for block in view.blocks if block["block_id"].startswith("hints.")]


async def opened(sandbox, who):
    person = sandbox.person(who)
    await person.command("#demo", "/il-alert", "down")
    await person.opened_view()
    return person


async def test_two_people_and_one_target_know_of_each_other_and_of_the_open_alert(sandbox, daemon):
    sam, ursula, robert = [await opened(sandbox, who) for who in ("sam", "ursula", "robert")]
    await sam.choose("choice", NETWORK)
    sam.type("details", "typed before the hints came")
    assert await hint(sandbox, ursula, NETWORK) == "<@U0SAM000001> has this dialog open for the same target right now."
    await ursula.close_view()
    assert (await sam.submit()).result == "updated"
    assert await hint(sandbox, robert, NETWORK) == "<@U0SAM000001> has just submitted an alert for the same target."
    await sandbox.until(lambda: alerts(sandbox))
    (alert,) = alerts(sandbox)
    await daemon.logged("alert_raised")
    assert await hint(sandbox, robert, PLATFORM) == ""

    # Until the bot has looked again, which it does every few seconds, many dialogs are opened.
    sandbox.slack.limits.on = False

    async def told():
        ursula = await opened(sandbox, "ursula")
        text = await hint(sandbox, ursula, NETWORK)
        await ursula.close_view()
        return text

    while "is open" not in (text := await told()):
        pass
    assert f"1 alert is open for this: <{alert_page(sandbox, alert)}|#{alert.id}>. Sam Sommer raised it" in text
    assert robert.view.values["summary"] == "down"


async def test_alerts_that_did_not_come_from_slack_are_open_as_well_and_ilert_is_asked_once_a_minute(sandbox, daemon):
    alert = sandbox.ilert.alerts.create(sandbox.ilert.account.sources[2247477], {"summary": "seen by a probe"})
    alert.policy, alert.reported_at = 81211, alert.reported_at - 600
    sam, ursula = await opened(sandbox, "sam"), await opened(sandbox, "ursula")
    expected = f"1 alert is open for this: #{alert.id}. It came 10 min ago."
    assert await hint(sandbox, sam, NETWORK) == expected
    assert "It came 10 min ago.\n<@U0SAM000001> has this dialog open" in await hint(sandbox, ursula, NETWORK)
    listed = [call for call in sandbox.ilert.calls if call.path == "/alerts" and "policies" in call.query]
    assert [call.query["policies"] for call in listed] == [["81211"]]


def alert_page(sandbox, alert):
    return f"{sandbox.ilert_endpoint}/alert/view.jsf?id={alert.id}"


async def test_two_people_at_one_instant_know_of_each_other_and_of_what_both_have_sent(sandbox, daemon):
    sam, ursula = await opened(sandbox, "sam"), await opened(sandbox, "ursula")
    await asyncio.gather(sam.choose("choice", NETWORK), ursula.choose("choice", NETWORK))
    await sandbox.until(lambda: "has this dialog open" in shown(sam.view) + shown(ursula.view))
    results = await asyncio.gather(sam.submit(), ursula.submit())
    assert [one.result for one in results] == ["updated", "updated"]
    robert = await opened(sandbox, "robert")
    assert "has just submitted an alert for the same target." in await hint(sandbox, robert, NETWORK)
    await sandbox.until(lambda: len(alerts(sandbox)) == 2)


async def test_nobody_on_call_and_a_low_priority_are_said_and_forbid_nothing(sandbox, stopped_daemon):
    account = sandbox.ilert.account
    account.policies[81212] = replace(account.policies[81212], users=(), schedules=(502,), further=())
    source = account.sources[2247477]
    source.priority_rule, source.support_hours = "HIGH_DURING_SUPPORT_HOURS", SupportHours(1, "Office", today="OUTSIDE")
    await stopped_daemon.start()
    await stopped_daemon.logged("slack_connected")
    sam = await opened(sandbox, "sam")
    assert await hint(sandbox, sam, PLATFORM) == (
        "Nobody is on call for *Platform Infrastructure* now, at any level: an alert would page nobody.\n"
        "By the priority rule of *Slack Alerts*, an alert has low priority now: ilert calls the first level only."
    )
    assert {block["type"] for block in hints_of(sam.view)} == {"alert"}
    assert (await hint(sandbox, sam, NETWORK)).startswith("By the priority rule of *Slack Alerts*")
    assert (await sam.submit()).result == "updated"


async def test_where_slack_refuses_alert_blocks_the_hints_are_sections_from_then_on(sandbox, daemon):
    sandbox.slack.workspace.app.alert_blocks = False
    sam, ursula = await opened(sandbox, "sam"), await opened(sandbox, "ursula")
    await sam.choose("choice", NETWORK)
    assert "has this dialog open" in await hint(sandbox, ursula, NETWORK)
    await daemon.logged("alert_blocks_refused")
    tried = refused_views(sandbox)
    assert await hint(sandbox, ursula, PLATFORM) == ""
    assert "has this dialog open" in await hint(sandbox, ursula, NETWORK)
    assert {block["type"] for block in hints_of(ursula.view)} == {"section"}
    assert refused_views(sandbox) == tried


def refused_views(sandbox):
    return sum(not call.answer["ok"] for call in sandbox.slack.called("views.update"))
