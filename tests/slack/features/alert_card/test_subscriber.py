"""Which alerts get a card, and what is noted of what becomes of them."""

import dataclasses

import pytest

from bot.domain.alerts import DialogKind, Origin
from bot.outbox.cards import CardRequest
from bot.outbox.model import Event, Notice
from bot.outbox.notifier import Reaction
from bot.slack.features.alert_card.subscriber import CardSubscriber
from bot.slack.features.alert_card.views import DIRECT_MESSAGE
from tests.accounts import CHANNEL_SOURCE, policy
from tests.live_alerts import REQUEST, live

SAM = REQUEST.person.id
DIRECTLY = CardRequest(SAM, problem=DIRECT_MESSAGE)
OF_ACCOUNT = {"dialog": DialogKind.ACCOUNT}
ANNOUNCED = {"ilert_users": {"announce": True}}
QUIET = {"slack_alert_source": [{**CHANNEL_SOURCE, "announce": False}]}


class Outbox:
    def __init__(self):
        self.wanted, self.changed = [], []

    async def want_card(self, alert, request):
        self.wanted.append(request)

    async def change_card(self, alert, *, escalated=False):
        self.changed.append(escalated)


async def told(event, alert, tables=None):
    """What was noted of an event, and how often somebody was roused."""
    outbox, roused = Outbox(), []
    subscriber = CardSubscriber(outbox, lambda: policy(**(tables or {})), lambda: roused.append(1))
    entry = alert.entry if alert is not None else live().entry
    notice = Notice(1, entry, "card", event, "", 5.0, tries=0, mistakes=0, fence=1, live=alert)
    assert await subscriber.notify(notice) is Reaction.NOTIFIED
    return outbox, len(roused)


def asked(**more):
    return live(request=dataclasses.replace(REQUEST, **more))


@pytest.mark.parametrize(
    ("alert", "tables", "wanted"),
    [
        (asked(), None, [CardRequest("C024BE91L")]),
        (asked(), QUIET, []),
        (asked(**OF_ACCOUNT), None, []),
        (asked(**OF_ACCOUNT), ANNOUNCED, [CardRequest("C024BE91L")]),
        (asked(origin=Origin("C1", "x", thread_ts="1.5", message_ts="2.5")), None, [CardRequest("C1", "1.5")]),
        (asked(origin=Origin("C1", "x", message_ts="2.5")), None, [CardRequest("C1", "2.5")]),
        (asked(**OF_ACCOUNT, origin=Origin("D1", direct_message=True)), ANNOUNCED, [DIRECTLY]),
        (asked(**OF_ACCOUNT, origin=Origin("")), ANNOUNCED, [DIRECTLY]),
    ],
    ids=["channel", "off", "account", "account, on", "thread", "message", "direct message", "no conversation"],
)
async def test_a_card_stands_where_the_alert_was_asked_for_if_the_policy_wants_one(alert, tables, wanted):
    outbox, roused = await told(Event.RAISED, alert, tables)
    assert outbox.wanted == wanted
    assert roused == len(wanted)


async def test_a_change_is_noted_and_a_level_called_in_vain_too():
    assert (await told(Event.CHANGED, live()))[0].changed == [False]
    assert (await told(Event.ESCALATED, live()))[0].changed == [True]


@pytest.mark.parametrize("event", [Event.ACCEPTED, Event.RESOLVED, Event.UNANSWERED, Event.NOT_NOTIFIED])
async def test_what_is_a_change_as_well_needs_no_note(event):
    outbox, roused = await told(event, live())
    assert (outbox.wanted, outbox.changed, roused) == ([], [], 0)


async def test_what_was_never_seen_has_no_card():
    outbox, roused = await told(Event.NOT_SEEN, None)
    assert (outbox.wanted, roused) == ([], 0)
