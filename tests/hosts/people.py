"""What people do at Slack whatever befalls the hosts, and what must have come of it."""

from collections import Counter

from tests.e2e.actions import NETWORK, alerts

PEOPLE = ("sam", "alice", "robert", "ursula")

_PRESSES = 12


async def submit(sandbox, who, summary, choice=NETWORK):
    """Raise an alert as people do: again where nothing was answered. Returns whether Slack showed that it is kept."""
    person = sandbox.person(who)
    for _ in range(_PRESSES):
        try:
            await _open(person, summary, choice)
            if await _pressed(person):
                return True
        except (TimeoutError, RuntimeError):
            continue
    return False


async def _open(person, summary, choice):
    while person.view is not None:
        await person.close_view()
    await person.command("#demo", "/il-alert", summary)
    await person.opened_view()
    await person.choose("choice", choice)


async def _pressed(person):
    """Press Submit in one dialog until it is taken, or shows what came of an earlier press."""
    for _ in range(_PRESSES):
        if person.view.json["submit"] is None or (await person.submit()).result == "updated":
            return True
    return False


def in_ilert(sandbox):
    """Return the summaries of all alerts of the account, in order."""
    return [alert.summary for alert in alerts(sandbox)]


async def arrived(sandbox, accepted, seconds=60.0, *, in_order=True):
    """Wait until all that was accepted is in ilert, and see that it is there once and in each person's order.

    `accepted` has each person's summaries in the order in which they were submitted.
    """
    expected = {summary for summaries in accepted.values() for summary in summaries}
    assert expected
    await sandbox.until(lambda: expected <= set(in_ilert(sandbox)), timeout=seconds)
    there = in_ilert(sandbox)
    assert {summary: count for summary, count in Counter(there).items() if count > 1} == {}
    for summaries in accepted.values() if in_order else ():
        assert [summary for summary in there if summary in summaries] == summaries


def told(sandbox, who, summary):
    """Count how often a person was told that an alert is raised: by receipts, by direct messages, in the dialog."""
    receipts = [one for one in sandbox.messages("#demo", seen_by=who) if one.only_for]
    shown = [call.body for call in sandbox.slack.calls if call.what == "views.update" and (call.answer or {}).get("ok")]
    places = receipts, sandbox.messages(f"@{who}"), shown
    return [sum(summary in str(one) and "being alerted" in str(one) for one in place) for place in places]
