"""What people read before they submit: the daemon as a process, over real sockets."""

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
    return next((block["text"]["text"] for block in view.blocks if block["block_id"] == "hints"), "")


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
    assert (
        f"1 alert from Slack is open for this: <{alert_page(sandbox, alert)}|#{alert.id}>. Sam Sommer raised it" in text
    )
    assert robert.view.values["summary"] == "down"


def alert_page(sandbox, alert):
    return f"{sandbox.ilert_endpoint}/alert/view.jsf?id={alert.id}"


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
    assert (await hint(sandbox, sam, NETWORK)).startswith("By the priority rule of *Slack Alerts*")
    assert (await sam.submit()).result == "updated"
