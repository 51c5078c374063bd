"""The alert's card over real sockets: one card, one true state, whoever acts where."""

import asyncio
import dataclasses
import signal

import pytest

from bot.slack.features.alert_card.views import ACCEPT, MENU, RESOLVE
from tests.e2e.actions import NETWORK, alerts, direct_messages, paths, result_of, submitted, words
from tests.e2e.cards import DEMO, announced, card_of, carded, lines, option_of, seen, shows, whispers
from tests.e2e.daemon import HurriedDaemon

SOURCE = 2247477
ROBERT, ALICE = 602, 601


@pytest.fixture
def policy_file(policy_file):
    return announced(policy_file)


@pytest.fixture
async def stopped_daemon(settings):
    daemon = HurriedDaemon(settings)
    yield daemon
    await daemon.stop()


async def test_accepted_and_resolved_from_the_card(sandbox, daemon):
    card = await carded(sandbox)
    await shows(sandbox, card, "Pending", "Network Infrastructure", "Network Infra Team", "Robert Müller")
    assert "Accept stops the escalation" in card.all_text
    await sandbox.person("alice").press(card, ACCEPT)
    await shows(sandbox, card, "Accepted:", "<@U0ALICE0001> pressed Accept")
    (alert,) = alerts(sandbox)
    assert alert.status == "ACCEPTED"
    assert "Comment of Alice Adler (Slack): Alice Adler accepted this alert from Slack." in [
        entry.text for entry in alert.log
    ]
    await sandbox.until(lambda: lines(sandbox, card) == ["<@U0ALICE0001> has accepted the alert."], timeout=10)
    await sandbox.person("alice").press(card, RESOLVE)
    await shows(sandbox, card, "Resolved:", "<@U0ALICE0001> pressed Resolve")
    assert alert.status == "RESOLVED"
    await sandbox.until(lambda: lines(sandbox, card)[1:] == ["The alert has been resolved."], timeout=10)
    accepted, resolved = direct_messages(sandbox)
    assert "was accepted by <@U0ALICE0001>, less than a minute after you raised it" in accepted
    assert "has been resolved" in resolved
    assert card_of(sandbox) is card
    assert "actions" not in {block["type"] for block in card.blocks}


async def test_what_happens_in_ilert_is_shown_and_told_once(sandbox, daemon):
    card = await carded(sandbox)
    (alert,) = alerts(sandbox)
    ilert = sandbox.ilert.alerts
    ilert.accept(alert, "Robert Müller")
    await shows(sandbox, card, "Accepted:", "*Robert Müller* accepted it")
    await sandbox.until(lambda: lines(sandbox, card) == ["*Robert Müller* has accepted the alert."], timeout=10)
    ilert.assign_to_user(alert, ALICE, "Robert Müller")
    await shows(sandbox, card, "Pending:", "assigned to *Alice Adler*")
    await sandbox.person("alice").press(card, ACCEPT)
    await shows(sandbox, card, "Accepted:", "<@U0ALICE0001> pressed Accept")
    ilert.resolve(alert, "Robert Müller")
    await shows(sandbox, card, "Resolved:")
    await sandbox.until(lambda: len(direct_messages(sandbox)) == 2, timeout=10)
    assert [text.count("accepted") for text in direct_messages(sandbox)] == [1, 0]


async def test_two_at_once_are_one_acceptance_and_the_second_reads_who_has_it(sandbox, daemon):
    card = await carded(sandbox)
    alice, robert = sandbox.person("alice"), sandbox.person("robert")
    await asyncio.gather(alice.press(card, ACCEPT), robert.press(card, ACCEPT))
    await shows(sandbox, card, "Accepted:")
    await sandbox.until(lambda: whispers(sandbox, "alice") or whispers(sandbox, "robert"), timeout=10)
    answers = [*whispers(sandbox, "alice"), *whispers(sandbox, "robert")]
    assert ["already" in one.text for one in answers] == [True]
    assert paths(sandbox).count("POST /events") == 2
    (alert,) = alerts(sandbox)
    assert sum(entry.text.startswith("Accepted by") for entry in alert.log) == 1


async def test_accepted_in_slack_and_in_ilert_at_the_same_instant(sandbox, daemon):
    card = await carded(sandbox)
    (alert,) = alerts(sandbox)
    pressing = asyncio.create_task(sandbox.person("alice").press(card, ACCEPT))
    await sandbox.until(lambda: any(one.path == f"/alerts/{alert.id}" and one.status for one in sandbox.ilert.calls))
    sandbox.ilert.alerts.accept(alert, "Robert Müller")
    await pressing
    await seen(sandbox, "alice", "already")
    await shows(sandbox, card, "Accepted:", "*Robert Müller* accepted it")
    assert "pressed Accept" not in card.all_text
    await sandbox.until(lambda: lines(sandbox, card), timeout=10)
    await sandbox.until(lambda: direct_messages(sandbox), timeout=10)
    assert lines(sandbox, card) == ["*Robert Müller* has accepted the alert."]
    (text,) = direct_messages(sandbox)
    assert "was accepted by *Robert Müller*" in text


@pytest.mark.parametrize(
    ("who", "text"),
    [("sam", "you need an ilert account"), ("stella", "Your ilert role is Stakeholder")],
)
async def test_who_may_not_reads_why_and_nobody_else_does(sandbox, daemon, who, text):
    card = await carded(sandbox)
    if who not in sandbox.slack.workspace.channels[DEMO].members:
        sandbox.slack.workspace.channels[DEMO].members.append(sandbox.person(who).id)
    await sandbox.person(who).press(card, ACCEPT)
    await seen(sandbox, who, text)
    assert alerts(sandbox)[0].status == "PENDING"
    assert whispers(sandbox, "alice") == []


async def test_a_right_that_was_revoked_counts_at_the_next_press(sandbox, daemon):
    card = await carded(sandbox)
    users = sandbox.ilert.account.users
    users[ROBERT] = dataclasses.replace(users[ROBERT], role="STAKEHOLDER")
    await sandbox.person("robert").press(card, ACCEPT)
    await seen(sandbox, "robert", "Nothing was done. Your ilert role is Stakeholder")
    assert alerts(sandbox)[0].status == "PENDING"


async def dialog(sandbox, card, word, who="alice"):
    """Choose an entry of the menu that opens a dialog."""
    person = sandbox.person(who)
    await person.press(card, MENU, option_of(card, word))
    await person.opened_view()
    return person


async def test_everything_in_the_menu(sandbox, daemon):
    card = await carded(sandbox)
    (alert,) = alerts(sandbox)
    alice = sandbox.person("alice")
    await alice.press(card, MENU, option_of(card, "me"))
    await shows(sandbox, card, "<@U0ALICE0001> assigned it to *Alice Adler*", "assigned to *Alice Adler*")
    await dialog(sandbox, card, "add")
    assert "Robert Müller" in [one["text"]["text"] for one in await alice.search("new_responder", "mül")]
    await alice.choose("new_responder", f"user:{ROBERT}")
    await alice.submit()
    await sandbox.until(lambda: "ilert has carried it out" in alice.view.text, timeout=10)
    await shows(sandbox, card, "<@U0ALICE0001> added *Robert Müller*", "assigned to *Alice Adler*, *Robert Müller*")
    await alice.close_view()
    await dialog(sandbox, card, "comment")
    alice.type("text", "The switch is on fire")
    await alice.submit()
    await sandbox.until(lambda: "ilert has taken your comment" in alice.view.text, timeout=10)
    assert "Comment of Alice Adler (Slack): The switch is on fire" in [entry.text for entry in alert.log]
    await alice.close_view()
    await dialog(sandbox, card, "assign")
    await alice.choose("assignee", "policy:81212")
    await alice.submit()
    await shows(sandbox, card, "<@U0ALICE0001> assigned it to")
    await sandbox.until(lambda: alert.policy == 81212)
    await alice.close_view()
    await sandbox.person("sam").press(card, MENU, option_of(card, "comment"))
    await seen(sandbox, "sam", "you need an ilert account")


async def test_an_alert_that_was_merged_stands_as_the_one_it_became(sandbox, daemon):
    card = await carded(sandbox)
    source = sandbox.ilert.account.sources[SOURCE]
    (alert,) = alerts(sandbox)
    other = sandbox.ilert.alerts.create(source, {"summary": "the other one"})
    sandbox.ilert.alerts.merge(alert, other, "Robert Müller")
    await shows(sandbox, card, f"merged into alert #{other.id}")
    await sandbox.person("alice").press(card, ACCEPT)
    await shows(sandbox, card, "Accepted:")
    assert other.status == "ACCEPTED"
    sandbox.ilert.alerts.resolve(other, "Robert Müller")
    await shows(sandbox, card, "Resolved:")


async def test_while_ilert_is_down_a_press_is_not_kept(sandbox, daemon):
    card = await carded(sandbox)
    sandbox.faults.ilert = "down"
    await sandbox.person("alice").press(card, ACCEPT)
    await seen(sandbox, "alice", "Nothing was done.")
    sandbox.faults.ilert = "up"
    asked = paths(sandbox).count("GET /alerts")
    await sandbox.until(lambda: paths(sandbox).count("GET /alerts") > asked + 1, timeout=30)
    assert alerts(sandbox)[0].status == "PENDING"
    assert "Pending:" in card.text


async def test_a_press_on_what_was_resolved_elsewhere_reads_that(sandbox, daemon):
    card = await carded(sandbox)
    sandbox.ilert.alerts.resolve(alerts(sandbox)[0], "Robert Müller")
    await sandbox.person("alice").press(card, ACCEPT)
    await seen(sandbox, "alice", "has been resolved already")
    await shows(sandbox, card, "Resolved:")
    assert paths(sandbox).count("POST /events") == 1


async def test_while_slack_fails_the_dialog_tells_what_came_of_it_a_moment_later(sandbox, daemon):
    sandbox.faults.script("views.update", [{"http": 503}, {"error": "internal_error"}])
    sam = await submitted(sandbox)
    assert "is being alerted" in await result_of(sandbox, sam)
    sandbox.faults.script("views.update", [{"http": 503}, {"http": 429, "retry_after": 1}])
    sandbox.ilert.alerts.accept(alerts(sandbox)[0], "Robert Müller")
    await sandbox.until(lambda: "was accepted by *Robert Müller*" in words(sam.view), timeout=20)


@pytest.mark.parametrize("case", ["archived", "removed", "shared"])
async def test_where_a_card_cannot_stand_its_reporter_has_it(sandbox, daemon, case):
    channel, workspace = sandbox.slack.workspace.channels[DEMO], sandbox.slack.workspace
    if case == "shared":
        channel.shared = True
    else:
        first = await carded(sandbox)
        channel.archived = case == "archived"
        if case == "removed":
            workspace.app.scopes.discard("chat:write.public")
            channel.members.remove(workspace.app.bot_user)
        sandbox.ilert.alerts.accept(alerts(sandbox)[0], "Robert Müller")
    if case == "shared":
        await submitted(sandbox)
    card = await sandbox.until(lambda: card_of(sandbox, "@sam"), timeout=15)
    assert "You get this as a direct message because" in card.text
    if case == "shared":
        assert card_of(sandbox) is None
    else:
        assert "Pending:" in first.text


async def test_an_alert_about_a_reply_has_its_card_in_that_thread(sandbox, daemon):
    sam, alice = sandbox.person("sam"), sandbox.person("alice")
    top = await alice.say("#demo", "Is the checkout down?")
    reply = await alice.say("#demo", "Yes, since 9:00", answering=top)
    await sam.use_shortcut(reply, "create_alert_from_message")
    await sam.opened_view()
    await sam.choose("choice", NETWORK)
    await sam.submit()
    card = await sandbox.until(lambda: card_of(sandbox), timeout=10)
    assert card.thread_ts == top.ts
    assert f"p{reply.ts.replace('.', '')}" in card.text
    sandbox.ilert.alerts.accept(alerts(sandbox)[0], "Robert Müller")
    line = "*Robert Müller* has accepted the alert."
    await sandbox.until(lambda: line in [one.text for one in sandbox.slack.workspace.replies(top)], timeout=20)


async def test_a_card_that_was_deleted_stays_deleted(sandbox, daemon):
    card = await carded(sandbox)
    sandbox.slack.board.remove(card)
    sandbox.ilert.alerts.accept(alerts(sandbox)[0], "Robert Müller")
    await daemon.logged("card_not_edited")
    await sandbox.until(lambda: direct_messages(sandbox), timeout=15)
    sandbox.ilert.alerts.resolve(alerts(sandbox)[0], "Robert Müller")
    await sandbox.until(lambda: len(direct_messages(sandbox)) == 2, timeout=15)
    assert card_of(sandbox) is None


async def test_slacks_limits_and_a_lost_answer_lose_and_double_nothing(sandbox, daemon):
    sandbox.faults.script("chat.postMessage", [{"http": 429, "retry_after": 1}, {"lose_answer": True}])
    card = await carded(sandbox)
    await daemon.logged("card_posting_in_doubt")
    sandbox.faults.script("chat.update", [{"http": 429, "retry_after": 1}])
    await sandbox.person("alice").press(card, ACCEPT)
    await shows(sandbox, card, "Accepted:")
    assert card_of(sandbox) is card


async def test_after_a_kill_and_a_restart_the_card_goes_on(sandbox, daemon, settings):
    card = await carded(sandbox)
    looks = paths(sandbox).count("GET /alerts")
    await sandbox.until(lambda: paths(sandbox).count("GET /alerts") > looks + 1, timeout=15)
    daemon.send(signal.SIGKILL)
    await daemon.wait()
    sandbox.ilert.alerts.accept(alerts(sandbox)[0], "Robert Müller")
    await daemon.start()
    await shows(sandbox, card, "Accepted:")
    await sandbox.until(lambda: len(lines(sandbox, card)) == 1, timeout=10)
    assert card_of(sandbox) is card


async def test_that_nobody_answers_is_told_once(sandbox, policy_file, stopped_daemon):
    policy_file.write_text("[reminder]\nminutes = 1\n" + policy_file.read_text())
    await stopped_daemon.start()
    await stopped_daemon.logged("slack_connected")
    await carded(sandbox)
    (text,) = await sandbox.until(lambda: direct_messages(sandbox), timeout=20)
    assert "Nobody has accepted your alert to *Network Infrastructure* for 1 minute." in text
    assert "ilert is calling *Robert Müller*. ilert calls *Alice Adler* next" in text
    assert "Urgent? Call +49 221 5550 0000" in text
    sandbox.ilert.alerts.resolve(alerts(sandbox)[0], "Robert Müller")
    await sandbox.until(lambda: len(direct_messages(sandbox)) == 2, timeout=15)
