"""What people read of their alert in each state, in dialog, channel and direct message, and that it is so in ilert."""

import dataclasses
import re
from collections.abc import Callable

import pytest

from bot.sandbox.ilert.support_hours import SupportHours
from bot.sandbox.server import Sandbox
from tests.e2e.actions import NETWORK, PLATFORM, alerts, direct_messages, press, words

SOURCE = 2247477
FALLBACK = "Urgent? Call +49 221 5550 0000"
ADMINS = 'admin_channel = "#ops"\n'
EVENTS_ONLY = ("channels = ", 'raise = "event"\nchannels = ')


@pytest.fixture
def policy_file(policy_file):
    """Alerts go by events whatever comes of them, and the admins read along in #ops."""
    policy_file.write_text(ADMINS + policy_file.read_text().replace(*EVENTS_ONLY, 1))
    return policy_file


@pytest.fixture
def settings(settings):
    return {**settings, "IL_ALERT_SIGHTING_WINDOW_SECONDS": "1"}


def source(sandbox):
    return sandbox.ilert.account.sources[SOURCE]


def receipts(sandbox):
    return [message.all_text for message in sandbox.messages("#demo", seen_by="sam")]


def told_admins(sandbox):
    return [message.all_text for message in sandbox.messages("#ops")]


def as_usual(_sandbox):
    return None


def outside_support_hours(sandbox):
    source(sandbox).priority_rule = "HIGH_DURING_SUPPORT_HOURS"
    source(sandbox).support_hours = SupportHours(1, "Office", today="OUTSIDE")


def routing_key_gone(sandbox):
    policies = sandbox.ilert.account.policies
    policies[81212] = dataclasses.replace(policies[81212], routing_key="another")


def filtered(sandbox):
    source(sandbox).filtered_out = ""


def refused(sandbox):
    sandbox.faults.script("POST /events", ["feature_required"])


def groups(sandbox):
    source(sandbox).alert_creation = "ONE_OPEN_ALERT_ALLOWED"
    source_alert = {"summary": "an earlier one", "eventType": "ALERT"}
    sandbox.ilert.events.take(source(sandbox), source_alert)


def groups_by_similarity(sandbox):
    for summary in ("it went down", "down it went"):
        sandbox.ilert.events.take(source(sandbox), {"summary": summary, "eventType": "ALERT"})
    source(sandbox).alert_creation = "INTELLIGENT_GROUPING"


@dataclasses.dataclass(frozen=True)
class Case:
    """A switch at ilert, and what is read then, as patterns: by the reporter, and by the admins where they are told."""

    switch: Callable[[Sandbox], None]
    reads: str
    admins: str = ""
    choice: str = NETWORK
    raised: bool = False
    certain: bool = False
    """Whether the chosen people are called for sure, so that nobody needs another way."""
    directly: bool = False
    """Whether a direct message tells it as well."""


CASES = {
    "raised": Case(
        as_usual,
        r"\*Network Infrastructure\* is being alerted\. It is alert #\d+ in ilert\.",
        raised=True,
        certain=True,
    ),
    "low": Case(
        outside_support_hours,
        r"\*Network Infrastructure\* is being alerted\. ilert gave it low priority, so only the first escalation rule",
        raised=True,
        certain=True,
    ),
    "elsewhere": Case(
        routing_key_gone,
        r"Your alert is in ilert, but not with \*Platform Infrastructure\*, which you chose\..* ilert is alerting "
        r"\*Network Infra Team\* instead\.",
        r"but not with \*Platform Infrastructure\*, which was chosen",
        choice=PLATFORM,
        raised=True,
    ),
    "grouped": Case(
        groups,
        r"Your alert to \*Network Infrastructure\* was added to the open alert #2370001, and nobody is called again",
        r"was added to the open alert #2370001, and nobody is called again",
    ),
    "grouped with one of several": Case(
        groups_by_similarity,
        r"Your alert to \*Network Infrastructure\* was added to an alert that is open already, and nobody is called",
        r"was added to an alert that is open already, and nobody is called again",
    ),
    "not seen": Case(
        filtered,
        r"ilert has taken your alert to \*Network Infrastructure\*, but no alert has appeared\.",
        r"no alert has appeared\. It is not certain that anybody is being called",
        directly=True,
    ),
    "refused": Case(
        refused,
        r"Your alert to \*Network Infrastructure\* could not be raised: ilert did not accept it\. Nobody was alerted",
        r"(?s)ilert did not accept an alert to \*Network Infrastructure\*\. Nobody was alerted\."
        r".*your plan does not include this feature",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_what_people_read_is_what_is_true_in_ilert(sandbox, stopped_daemon, case):
    if case.switch is not routing_key_gone:
        case.switch(sandbox)
    await stopped_daemon.start()
    await stopped_daemon.logged("slack_connected")
    if case.switch is routing_key_gone:
        case.switch(sandbox)
    sam, result = await press(sandbox, choice=case.choice)
    assert result.result == "updated"
    await sandbox.until(lambda: re.search(case.reads, words(sam.view)), timeout=15)
    await sandbox.until(lambda: receipts(sandbox))
    (receipt,) = receipts(sandbox)
    assert re.search(case.reads, receipt)
    assert (FALLBACK in words(sam.view)) is (FALLBACK in receipt) is not case.certain
    await stopped_daemon.stop()  # tells what is left to tell
    assert [bool(re.search(case.reads, one)) for one in direct_messages(sandbox)] == [True] * case.directly
    found = [alert for alert in alerts(sandbox) if alert.summary == "down"]
    assert [alert.policy for alert in found] == [81211] * case.raised
    assert len(told_admins(sandbox)) == bool(case.admins)
    for text in told_admins(sandbox):
        assert re.search(case.admins, text)
        assert re.search(r"`il-alert-bot outbox show [0-9A-Z]{4}-[0-9A-Z]{4}`", text)
        assert "> down" in text


async def test_the_states_follow_each_other_in_the_dialog(sandbox, daemon):
    """Taken but not shown, then not seen, then seen late: each is read when it is so."""
    sandbox.faults.ilert_visible_after_s = 2.5
    sam, _ = await press(sandbox)
    assert "Sending your alert to *Network Infrastructure*" in words(sam.view)
    await sandbox.until(lambda: "but does not show it yet" in words(sam.view), timeout=5)
    await sandbox.until(lambda: "but no alert has appeared" in words(sam.view), timeout=10)
    await sandbox.until(lambda: direct_messages(sandbox))
    await sandbox.until(lambda: "is being alerted" in words(sam.view), timeout=45)
    await sandbox.until(lambda: len(direct_messages(sandbox)) == 2)
    assert "and *Network Infrastructure* is being alerted" in direct_messages(sandbox)[1]
    (receipt,) = receipts(sandbox)
    assert "is being alerted" in receipt
    await sandbox.until(lambda: len(told_admins(sandbox)) == 2)
    assert "is being alerted" in told_admins(sandbox)[1]


async def test_after_still_trying_is_closed_a_receipt_stays_and_the_outcome_replaces_it(sandbox, daemon):
    sandbox.faults.ilert = "down"
    sam, _ = await press(sandbox)
    await sandbox.until(lambda: "keeps trying" in words(sam.view), timeout=10)
    await sam.close_view()
    await sandbox.until(lambda: receipts(sandbox))
    (receipt,) = receipts(sandbox)
    assert "ilert has not accepted your alert to *Network Infrastructure* yet." in receipt
    assert FALLBACK in receipt
    assert "Reference " in receipt
    sandbox.faults.ilert = "up"
    await sandbox.until(lambda: "is being alerted" in receipts(sandbox)[0], timeout=45)
    assert len(receipts(sandbox)) == 1
    await sandbox.until(lambda: direct_messages(sandbox))


async def test_people_with_an_account_get_the_link_and_others_the_number(sandbox, daemon):
    await press(sandbox, "alice", summary="with account")
    await press(sandbox, "sam", summary="without")
    await sandbox.until(lambda: sandbox.messages("#demo", seen_by="alice") and receipts(sandbox), timeout=15)
    assert "view.jsf?id=" in str(sandbox.messages("#demo", seen_by="alice")[-1].blocks)
    assert "view.jsf" not in str(sandbox.messages("#demo", seen_by="sam")[-1].blocks)


async def test_a_summary_pings_nobody(sandbox, daemon):
    filtered(sandbox)
    await press(sandbox, summary="<!channel> &lt;@U0ALICE0001&gt; help")
    await sandbox.until(lambda: direct_messages(sandbox) and told_admins(sandbox), timeout=15)
    for message in (*sandbox.messages("@sam"), *sandbox.messages("#ops")):
        assert not re.search(r"<!(?!date\^)", message.text)
