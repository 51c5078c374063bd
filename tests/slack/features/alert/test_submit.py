"""Submit, with a Slack that only remembers: what is handed over, and what is acknowledged."""

from dataclasses import replace

import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from bot.directory.confirmation import Confirmation, Part
from bot.domain.alerts import DialogKind
from bot.outbox.store import AcceptanceUnknown, Accepted
from bot.runtime.deadline import Deadline
from bot.slack.api.errors import SlackUnreachable
from bot.slack.features.alert import command, submit
from bot.storage.errors import StorageUnavailable
from tests.accounts import CHANNEL_SOURCE, CORE_DB, DATABASE, NETWORK, OPS, PAYMENTS_SLACK, SLACK_ALERTS, URSULA, policy
from tests.english import ENGLISH
from tests.slack.fake_slack import Accounts, FakeSlack, Outbox, context, shown, submitted, typed

SAY = ENGLISH.results
CHOSEN = f"{SLACK_ALERTS}:{NETWORK}"


async def dialog(slack, bot, **where):
    """Open the dialog and return it."""
    await command.answer(bot, typed(slack, **where))
    return slack.opened[-1]


async def test_what_was_chosen_is_kept_before_it_is_acknowledged():
    slack, outbox = FakeSlack(), Outbox()
    bot = context(slack, accept=outbox.accept)
    answer = await submit.submit(bot, submitted(slack, await dialog(slack, bot), choice=CHOSEN, summary=" down "))
    (request,) = outbox.kept
    assert (request.summary, request.dialog, request.origin.name) == ("down", DialogKind.CHANNEL, "demo")
    assert (request.target.alert_source_id, request.target.escalation_policy_id) == (SLACK_ALERTS, NETWORK)
    assert answer["response_action"] == "update"
    assert "Sending your alert" in shown(answer["view"])
    assert request.reference in shown(answer["view"])


@pytest.mark.parametrize(
    ("email", "where", "chosen", "named"),
    [
        ("sam@acme.example", {}, {"choice": CHOSEN}, ("Network Infrastructure", False)),
        (URSULA.email, {}, {"choice": CHOSEN}, ("Network Infrastructure", True)),
        (
            URSULA.email,
            {"channel": OPS},
            {"source": str(CORE_DB), "policy": str(DATABASE)},
            ("Database Admins", True),
        ),
    ],
)
async def test_with_the_alert_is_kept_what_its_target_is_called_and_whether_its_reporter_can_open_ilert(
    email, where, chosen, named
):
    slack, outbox = FakeSlack(email), Outbox()
    bot = context(slack, accept=outbox.accept)
    await submit.submit(bot, submitted(slack, await dialog(slack, bot, **where), **chosen, summary="down"))
    (request,) = outbox.kept
    assert (request.target_name, request.has_account) == named


async def test_mistakes_stand_at_their_fields():
    slack, outbox = FakeSlack(), Outbox()
    bot = context(slack, accept=outbox.accept)
    answer = await submit.submit(bot, submitted(slack, await dialog(slack, bot)))
    assert answer["errors"].keys() == {"choice", "summary"}
    assert outbox.kept == []


@pytest.mark.parametrize(
    ("error", "words"),
    [(StorageUnavailable("disk full"), SAY.not_kept()), (AcceptanceUnknown("slow"), SAY.perhaps_kept())],
)
async def test_in_a_channel_of_two_sources_the_chosen_ones_fallback_is_shown(error, words):
    network = {**CHANNEL_SOURCE, "fallback": "Call the NOC"}
    listed = [{"id": DATABASE, "name": "Databases"}]
    databases = {"id": PAYMENTS_SLACK, "channels": ["#demo"], "fallback": "Call a DBA", "escalation_policy": listed}
    slack = FakeSlack()
    bot = context(slack, policy(slack_alert_source=[network, databases]), accept=Outbox(error).accept)
    chosen = f"{PAYMENTS_SLACK}:{DATABASE}"
    answer = await submit.submit(bot, submitted(slack, await dialog(slack, bot), choice=chosen, summary="down"))
    assert words in answer["errors"]["summary"]
    assert "Call a DBA" in answer["errors"]["summary"]
    assert "Call the NOC" not in answer["errors"]["summary"]


async def test_somebody_whom_slack_does_not_name_may_press_again():
    slack, outbox = FakeSlack(), Outbox()
    view = await dialog(slack, context(slack))
    slack.failing["user"] = SlackUnreachable("users.info", "timeout")
    bot = context(slack, accept=outbox.accept)
    answer = await submit.submit(bot, submitted(slack, view, choice=CHOSEN, summary="down"))
    assert ENGLISH.failures.submit_again() in answer["errors"]["summary"]
    assert outbox.kept == []


async def test_person_and_chosen_source_are_confirmed_and_what_was_not_stands_in_the_audit_line():
    slack, accounts = FakeSlack(URSULA.email), Accounts(Confirmation((Part.TEAMS,)))
    bot = context(slack, accounts=accounts)
    view = await dialog(slack, bot, channel=OPS)
    assert accounts.prefetched == [(URSULA, None)]
    pressed = submitted(slack, view, source=str(CORE_DB), policy=str(DATABASE), summary="down")
    with capture_logs(processors=[merge_contextvars]) as lines:
        await submit.submit(bot, pressed)
    assert accounts.confirmed == [(URSULA, CORE_DB)]
    (line,) = (line for line in lines if line["event"] == "alert_accepted")
    assert line["unconfirmed"] == ["teams"]


async def test_who_was_confirmed_needs_no_word_about_it_in_the_audit_line():
    slack = FakeSlack(URSULA.email)
    bot = context(slack)
    view = await dialog(slack, bot, channel=OPS)
    pressed = submitted(slack, view, source=str(CORE_DB), policy=str(DATABASE), summary="down")
    with capture_logs(processors=[merge_contextvars]) as lines:
        await submit.submit(bot, pressed)
    (line,) = (line for line in lines if line["event"] == "alert_accepted")
    assert "unconfirmed" not in line


async def test_the_steps_of_a_submission_share_slacks_three_seconds():
    class Clock:
        now = 0.0

        def __call__(self):
            return self.now

    class SlowSlack(FakeSlack):
        async def user(self, user_id):
            clock.now += 0.9
            return await super().user(user_id)

    class SlowIlert:
        async def prefetch(self, known, source_id=None):
            pass

        async def confirm(self, known, source_id, *, within):
            clock.now += within
            return Confirmation((Part.ACCOUNT,))

    async def slow_disk(request, within):
        clock.now += within
        granted.append(within)
        raise AcceptanceUnknown("slow")

    clock, slack, granted = Clock(), SlowSlack(URSULA.email), []
    view = await dialog(slack, context(slack), channel=OPS)
    clock.now = 0.2
    bot = context(slack, accounts=SlowIlert(), accept=slow_disk)
    pressed = submitted(
        slack, view, Deadline(0.0, 3.0, clock), source=str(CORE_DB), policy=str(DATABASE), summary="down"
    )
    answer = await submit.submit(bot, pressed)
    assert SAY.perhaps_kept() in answer["errors"]["summary"]
    assert granted == [pytest.approx(1.2)]
    assert clock.now == pytest.approx(2.7)


async def test_whose_dialog_somebody_else_has_submitted_reads_that_and_not_their_words():
    class Taken(Outbox):
        async def accept(self, request, within):
            other = replace(request, summary="secret", person=replace(request.person, id="U0JANE00001"))
            return Accepted(other, "waiting", None, new=False)

    slack = FakeSlack()
    bot = context(slack, accept=Taken().accept)
    answer = await submit.submit(bot, submitted(slack, await dialog(slack, bot), choice=CHOSEN, summary="mine"))
    assert SAY.submitted_by_another() in shown(answer["view"])
    assert "secret" not in shown(answer["view"])
