"""The card's buttons and its menu: decided anew by ilert's rights, done in ilert, and answered to one person."""

import pytest

from bot.delivery.acting import AlreadySo, NotDone, Unconfirmed
from bot.directory.confirmation import Confirmation, Part
from bot.domain.acting import Actor, Assignee
from bot.outbox.actions import ActionKind
from bot.runtime.deadline import Deadline
from bot.slack.features.alert_card import buttons
from bot.slack.features.alert_card.form import CALLBACKS
from bot.slack.features.alert_card.views import ADD_RESPONDER, ASSIGN_TO, COMMENT
from bot.slack.interaction import begin
from bot.slack.ui.metadata import load
from bot.storage.errors import StorageUnavailable
from tests.accounts import DEMO, PAYMENTS_SLACK, ROBERT, STELLA, URSULA
from tests.live_alerts import ACCEPTED, REQUEST, RESOLVED, live
from tests.slack.fake_slack import Accounts, ActingInIlert, CardPlaces, FakeSlack, context, shown

KEY = REQUEST.key


def pressed(slack, value=KEY):
    """Somebody presses something in a card (Slack docs, block_actions payloads)."""
    body = {
        "user": {"id": "U0SAM000001"},
        "channel": {"id": DEMO, "name": "demo"},
        "container": {"type": "message", "message_ts": "1.5"},
        "trigger_id": "1.2.3",
        "response_url": "https://hooks.slack.com/actions/1",
        "actions": [{"type": "overflow", "selected_option": {"value": value}}],
    }
    return begin(slack, body, Deadline.after(3.0))


async def press(acting, button=buttons.accept, user=ROBERT, value=KEY, **parts):
    """Press as somebody with this ilert account. Returns what only they read."""
    slack = FakeSlack(user.email if user is not None else "nobody@acme.example")
    await button(context(slack, acting=acting, **parts), pressed(slack, value))
    assert slack.posted == []
    return slack


@pytest.mark.parametrize(
    ("button", "kind"), [(buttons.accept, ActionKind.ACCEPT), (buttons.resolve, ActionKind.RESOLVE)]
)
async def test_who_may_acts_and_the_card_says_the_rest(button, kind):
    acting, accounts, cards = ActingInIlert(live()), Accounts(), CardPlaces()
    slack = await press(acting, button, accounts=accounts, cards=cards)
    assert acting.acted == [(kind, Actor(ROBERT.id, "Sam"), None, "")]
    assert slack.replies == []
    assert [known for known, _ in accounts.confirmed] == [ROBERT]
    assert cards.adopted == [(KEY, DEMO, "1.5")]


async def test_the_menu_assigns_to_who_chooses_it():
    acting = ActingInIlert(live())
    await press(acting, buttons.choose, value=f"me {KEY}")
    assert acting.acted == [(ActionKind.ASSIGN, Actor(ROBERT.id, "Sam"), Assignee("user", ROBERT.id, "Sam"), "")]


@pytest.mark.parametrize("word", [ASSIGN_TO, ADD_RESPONDER, COMMENT])
async def test_the_menu_opens_a_dialog_about_the_alert(word):
    acting = ActingInIlert(live())
    slack = await press(acting, buttons.choose, value=f"{word} {KEY}")
    (view,) = slack.opened
    assert view["callback_id"] == CALLBACKS[word]
    assert load(view["private_metadata"]).alert_key == KEY
    assert acting.acted == []


async def test_who_has_no_account_gets_no_dialog():
    slack = await press(ActingInIlert(live()), buttons.choose, None, value=f"{COMMENT} {KEY}")
    assert slack.opened == []
    assert "you need an ilert account" in slack.replies[0]["text"]


async def test_a_link_needs_no_answer():
    slack = await press(ActingInIlert(live()), buttons.choose, value=f"open {KEY}")
    assert (slack.opened, slack.replies) == ([], [])


@pytest.mark.parametrize(
    ("user", "words"),
    [(None, "you need an ilert account"), (STELLA, "Your ilert role is Stakeholder")],
    ids=["no account", "stakeholder"],
)
async def test_who_may_not_reads_why_and_nothing_is_done(user, words):
    acting = ActingInIlert(live())
    slack = await press(acting, user=user)
    assert acting.acted == []
    (reply,) = slack.replies
    assert reply["text"].startswith("Nothing was done.")
    assert words in reply["text"]


async def test_of_a_merged_alert_both_sources_count():
    merged = live(seen=ACCEPTED.__class__(77, None, "PENDING", alert_source_id=PAYMENTS_SLACK))
    acting = ActingInIlert(merged)
    (reply,) = (await press(acting, user=URSULA)).replies
    assert "private team" in reply["text"]
    assert acting.acted == []
    await press(acting, user=ROBERT)
    assert len(acting.acted) == 1


async def test_a_source_that_ilert_does_not_show_is_no_permission():
    acting = ActingInIlert(live(seen=ACCEPTED.__class__(77, None, "PENDING", alert_source_id=1)))
    (reply,) = (await press(acting)).replies
    assert "does not show the alert's source" in reply["text"]


async def test_what_ilert_does_not_confirm_is_not_done():
    acting = ActingInIlert(live())
    slack = await press(acting, accounts=Accounts(Confirmation((Part.ACCOUNT,))))
    assert "could not be asked whether you may" in slack.replies[0]["text"]
    assert acting.acted == []


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (AlreadySo(RESOLVED), "The alert has been resolved already."),
        (AlreadySo(ACCEPTED), "The alert has been accepted by *Jane* already."),
        (AlreadySo(live().seen), "It was done before."),
        (Unconfirmed(), "does not show it yet"),
        (NotDone("503"), "Nothing was done. ilert did not carry it out."),
    ],
)
async def test_what_the_card_does_not_show_is_told(result, words):
    (reply,) = (await press(ActingInIlert(live(ACCEPTED), result=result))).replies
    assert words in reply["text"]
    assert "Reference" in shown(reply)


async def test_who_comes_too_late_and_does_not_know_by_whom_reads_that():
    unknown = ACCEPTED.__class__(9, None, "ACCEPTED")
    nobody = live(unknown)
    (reply,) = (await press(ActingInIlert(nobody, result=AlreadySo(unknown)))).replies
    assert "accepted already" in reply["text"]


async def test_an_alert_that_is_forgotten_is_said_to_be():
    (reply,) = (await press(ActingInIlert())).replies
    assert "does not know this alert any more" in reply["text"]


async def test_a_disk_that_fails_does_nothing_and_says_so():
    slack = await press(ActingInIlert(live(), failing=StorageUnavailable("disk full")))
    assert slack.replies[0]["text"].startswith("Nothing was done.")
