"""The message shortcut, with a Slack that only remembers."""

import pytest

from bot.runtime.deadline import Deadline
from bot.slack.api.source_message import SourceMessage
from bot.slack.features.message_shortcut import feature
from bot.slack.features.message_shortcut.form import quoted
from bot.slack.interaction import answering, begin
from bot.slack.ui.metadata import load
from bot.wording.wording import english
from tests.accounts import DEMO, OPS, URSULA
from tests.slack.fake_slack import FakeSlack, context, shown


def message(text, *, attachments=(), files=()):
    return SourceMessage("1.0", "1.0", "U0ALICE0001", "", text, attachments, files)


def filled(text, author="Alice Adler", names=None, **more):
    typed = quoted(english(), message(text, **more), author, names or {})
    return typed.summary, typed.details


def test_the_first_line_is_the_summary_and_all_of_it_the_details():
    assert filled("\n  disk   full \non db1") == ("disk full", "Alice Adler wrote in Slack:\ndisk   full \non db1")


def test_markup_becomes_plain_text_with_names():
    text = "<@U0ROBERT001> see <#C0OPS000001> and <https://db1.acme.example|the graph>, &lt;1 GB"
    names = {"U0ROBERT001": "Robert Müller", "C0OPS000001": "ops"}
    summary, _ = filled(text, names=names)
    assert summary == "@Robert Müller see #ops and https://db1.acme.example, <1 GB"


def test_what_is_not_known_keeps_its_id():
    assert filled("<@U0ROBERT001> <#C0OPS000001>")[0] == "@U0ROBERT001 #C0OPS000001"


def test_attachments_and_files_are_named_and_not_copied():
    _, details = filled("look", attachments=("Runbook",), files=("log.txt", "screen.png"))
    assert details == "Alice Adler wrote in Slack:\nlook\n\nAttachments: Runbook\nFiles: log.txt, screen.png"


def test_a_file_alone_names_the_alert():
    assert filled("", files=("screen.png",)) == ("screen.png", "Files: screen.png")


def test_without_an_author_the_words_stand_alone():
    assert filled("down", author="") == ("down", "down")


def test_what_is_too_long_is_cut_at_the_limits_of_the_fields():
    summary, details = filled("x" * 5000)
    assert (len(summary), summary[-1], len(details), details[-1]) == (255, "…", 3000, "…")


@pytest.mark.parametrize("text", ["", "   ", "\u200b\n\u2060"])
def test_a_message_without_words_fills_nothing_in(text):
    assert filled(text) == ("", "")


def body(text="disk full", channel=DEMO, **more):
    name = "demo" if channel == DEMO else "ops"
    return {
        "type": "message_action",
        "user": {"id": "U0SAM000001"},
        "channel": {"id": channel, "name": name},
        "trigger_id": "1.2.3",
        "response_url": "https://hooks.slack.com/app/1",
        "message_ts": "1767000190.000300",
        "message": {"type": "message", "user": "U0ALICE0001", "ts": "1767000190.000300", "text": text, **more},
    }


def used(slack, *args, **more):
    return begin(slack, body(*args, **more), Deadline.after(3.0))


async def test_the_dialog_carries_where_the_message_stands():
    slack = FakeSlack()
    await feature.answer(context(slack), used(slack, thread_ts="1767000000.000100"))
    (view,) = slack.opened
    assert "disk full" in shown(view)
    origin = load(view["private_metadata"]).origin
    assert (origin.channel_id, origin.message_ts) == (DEMO, "1767000190.000300")
    assert origin.thread_ts == "1767000000.000100"


async def test_the_same_people_are_denied_as_by_the_command():
    slack = FakeSlack()
    await feature.answer(context(slack), used(slack, channel=OPS))
    assert slack.opened == []
    assert "There is no Slack alert source configured" in slack.replies[0]["text"]


async def test_names_of_private_channels_are_not_looked_up_for_people_who_may_not_be_in_them():
    class Private(FakeSlack):
        async def channel(self, channel_id):
            return {"id": channel_id, "name": "payments", "is_private": True}

    slack = Private(URSULA.email)
    await feature.answer(context(slack), used(slack, "see <#C0PAYMENTS1>"))
    assert "#C0PAYMENTS1" in shown(slack.opened[0])
    assert "payments" not in shown(slack.opened[0])


async def test_a_shortcut_without_a_message_is_told(caplog):
    slack = FakeSlack()
    listener = answering(parts := context(slack), feature.answer)

    async def ack():
        pass

    await listener(ack=ack, body={**body(), "message": None}, deadline=Deadline.after(3.0))
    await parts.tasks.drain(1.0)
    assert "Something went wrong in the bot" in slack.replies[0]["text"]
