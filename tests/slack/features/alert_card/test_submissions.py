"""The dialogs of the card's menu: whom ilert suggests, and what Submit comes to."""

import pytest

from bot.delivery.acting import NotDone
from bot.domain.acting import Assignee
from bot.ilert.errors import Unreachable
from bot.ilert.models import SuggestedResponder
from bot.outbox.actions import ActionKind
from bot.runtime.deadline import Deadline
from bot.slack.features.alert_card import submissions
from bot.slack.features.alert_card.form import ASSIGNEE, NEW_RESPONDER, TEXT, add_view, assign_view, comment_view
from bot.slack.interaction import DialogUnreadable, begin
from bot.slack.ui.metadata import Metadata
from tests.accounts import IN_DEMO, ROBERT, STELLA
from tests.english import ENGLISH
from tests.live_alerts import REQUEST, live
from tests.slack.fake_slack import ActingInIlert, FakeSlack, context, shown, view_body

METADATA = Metadata("7K3M-Q9XD", IN_DEMO, REQUEST.key)
VIEWS = {ASSIGNEE: assign_view, NEW_RESPONDER: add_view, TEXT: comment_view}
SUGGESTED = [
    SuggestedResponder(id=8, name="Rob Miller", group="SUGGESTED"),
    SuggestedResponder(id=8, name="Rob Miller", group="USER"),
    SuggestedResponder(id=9, name="Ann Archer", group="USER"),
    SuggestedResponder(id=10, name="Gone Girl", group="USER", disabled=True),
    SuggestedResponder(id=5, name="Miller Ops", group="ESCALATION_POLICY"),
    SuggestedResponder(id=6, name="Night shift", group="ON_CALL_SCHEDULE"),
    SuggestedResponder(id=7, name="A new word", group="ROBOTS"),
]


def done(slack, block, value=None, metadata=METADATA, **more):
    """Somebody does something in a dialog; `value` is what stands in its field."""
    entry = {"value": value} if block == TEXT else {"selected_option": {"value": value}}
    view = VIEWS[block](ENGLISH, metadata)
    return begin(slack, view_body(view, {block: {block: entry}}, **more), Deadline.after(3.0))


async def searched(block, text, user=ROBERT, acting=None):
    slack = FakeSlack(user.email)
    acting = acting or ActingInIlert(live(), suggestions=SUGGESTED)
    typed = {**view_body(VIEWS[block](ENGLISH, METADATA)), "value": text, "block_id": block}
    found = await submissions.search(context(slack, acting=acting), begin(slack, typed, Deadline.after(3.0)))
    return [(one["text"]["text"], one["value"]) for one in found]


async def submitted(block, value, user=ROBERT, acting=None):
    """Submit, and let the call to ilert end. Returns who acted, the acknowledgement, and what the dialog shows."""
    slack = FakeSlack(user.email)
    acting = acting or ActingInIlert(live(), suggestions=SUGGESTED)
    around = context(slack, acting=acting)
    ack = await submissions.submit(around, done(slack, block, value))
    await around.tasks.drain(5.0)
    return acting, ack, [shown(view) for view in slack.updated]


async def test_whom_ilert_suggests_is_offered_once():
    assert await searched(ASSIGNEE, "") == [
        ("Rob Miller", "user:8"),
        ("Ann Archer", "user:9"),
        ("Escalation policy: Miller Ops", "policy:5"),
        ("Schedule: Night shift", "schedule:6"),
    ]


async def test_what_is_typed_narrows_the_choice():
    assert [value for _, value in await searched(ASSIGNEE, "mill")] == ["user:8", "policy:5"]


async def test_only_people_can_be_added():
    assert [value for _, value in await searched(NEW_RESPONDER, "")] == ["user:8", "user:9"]


async def test_who_may_not_act_is_offered_nobody():
    assert await searched(ASSIGNEE, "", STELLA) == []


async def test_where_ilert_does_not_say_nobody_is_offered():
    failing = ActingInIlert(live(), failing=Unreachable("GET", "down", sent=False))
    assert await searched(ASSIGNEE, "", acting=failing) == []


@pytest.mark.parametrize(
    ("block", "value", "expected", "says"),
    [
        (
            ASSIGNEE,
            "policy:5",
            (ActionKind.ASSIGN, Assignee("policy", 5, "Miller Ops"), ""),
            "ilert has carried it out",
        ),
        (NEW_RESPONDER, "user:9", (ActionKind.ADD_RESPONDER, Assignee("user", 9, "Ann Archer"), ""), "carried it out"),
        (TEXT, " on my way ", (ActionKind.COMMENT, None, "on my way"), "ilert has taken your comment"),
    ],
    ids=["assign", "add", "comment"],
)
async def test_submit_is_acknowledged_before_ilert_is_asked(block, value, expected, says):
    acting, ack, shown_after = await submitted(block, value)
    assert "Asking ilert" in shown(ack["view"])
    ((kind, actor, assignee, comment),) = acting.acted
    assert ((kind, assignee, comment), actor.user_id) == (expected, ROBERT.id)
    assert says in shown_after[-1]


async def test_an_empty_comment_is_a_mistake():
    acting, ack, _ = await submitted(TEXT, "  ")
    assert ack == {"response_action": "errors", "errors": {TEXT: "Please write something."}}
    assert acting.acted == []


@pytest.mark.parametrize("value", ["user:10", "user:66", "schedule:6"])
async def test_who_was_not_offered_is_not_added(value):
    acting, _, shown_after = await submitted(NEW_RESPONDER, value)
    assert acting.acted == []
    assert "Please choose somebody" in shown_after[-1]


async def test_who_may_not_reads_why():
    acting, _, shown_after = await submitted(TEXT, "hello", STELLA)
    assert acting.acted == []
    assert "Nothing was done. Your ilert role is Stakeholder" in shown_after[-1]


async def test_what_ilert_did_not_do_is_said():
    _, _, shown_after = await submitted(TEXT, "hello", acting=ActingInIlert(live(), result=NotDone("503")))
    assert "Nothing was done. ilert did not carry it out." in shown_after[-1]


async def test_where_ilert_is_away_nothing_is_done():
    failing = ActingInIlert(live(), failing=Unreachable("GET", "down", sent=False))
    _, _, shown_after = await submitted(ASSIGNEE, "user:8", acting=failing)
    assert "Nothing was done." in shown_after[-1]


async def test_a_dialog_about_no_alert_is_not_ours():
    slack = FakeSlack(ROBERT.email)
    with pytest.raises(DialogUnreadable):
        await submissions.search(context(slack), done(slack, ASSIGNEE, "user:8"))


async def test_an_alert_that_is_forgotten_is_said_to_be():
    _, _, shown_after = await submitted(TEXT, "hello", acting=ActingInIlert())
    assert "does not know this alert any more" in shown_after[-1]
