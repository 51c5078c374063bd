"""The commands' names, and the help that follows from the features."""

import pytest

from bot.slack.feature import Feature, manual_of
from bot.slack.features.all import FEATURES
from bot.slack.ui.commands import Subcommand, command_name, help_message
from tests.english import ENGLISH


@pytest.mark.parametrize(
    ("default", "alert_command", "name"),
    [
        ("/il-alert", "/il-alert", "/il-alert"),
        ("/il-oncall", "/il-alert", "/il-oncall"),
        ("/il-alert", "/alert", "/alert"),
        ("/il-oncall", "/alert", "/alert-oncall"),
    ],
)
def test_the_other_commands_are_called_after_the_one_that_raises_alerts(default, alert_command, name):
    assert command_name(default, alert_command) == name


def test_help_explains_every_command_word_and_shortcut():
    text = help_message(ENGLISH, manual_of(FEATURES, "/il-alert"))["text"]
    for explained in ("/il-alert*", "/il-oncall*", "on-call*", "mine*", "whoami*", "help*"):
        assert explained in text
    assert "in a message's menu" in text
    assert "in the shortcuts menu" in text


def test_help_follows_the_commands_name():
    text = help_message(ENGLISH, manual_of(FEATURES, "/alert"))["text"]
    assert "*/alert mine*" in text
    assert "*/alert-oncall payments*" in text
    assert "/il-" not in text


def test_a_feature_brings_its_word_along():
    async def answer(_context, _interaction):
        raise NotImplementedError

    word = Subcommand("ping", answer, help=lambda _wording, command: f"*{command} ping* answers.", aliases=("pong",))
    manual = manual_of((*FEATURES, Feature("ping", subcommands=(word,))), "/il-alert")
    assert manual.subcommand("pong") is word
    assert "*/il-alert ping* answers." in help_message(ENGLISH, manual)["text"]


def test_the_usage_hint_names_every_word():
    manual = manual_of(FEATURES, "/il-alert")
    (command,) = (one for one in manual.commands if one.name == "/il-alert")
    words = [one.word for one in manual.subcommands]
    assert command.usage_hint == " | ".join(["[what is wrong]", *words, "help"])
