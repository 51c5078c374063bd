"""A feature of its own, `/il-ping`, and the bot's programs with that feature besides its own ones."""

import argparse
import sys

from bot.cli import run
from bot.cli.doctor import command as doctor
from bot.slack.feature import Feature, Scope
from bot.slack.features.all import FEATURES
from bot.slack.interaction import answering
from bot.slack.ui.blocks import section
from bot.slack.ui.commands import SlashCommand


async def answer(_context, interaction):
    if interaction.payload.text == "fail":
        raise RuntimeError("a mistake in the feature")
    await interaction.reply({"text": "pong", "blocks": [section("pong")]})


async def count(_context):
    raise RuntimeError("a mistake in the loop")


FEATURE = Feature(
    name="ping",
    register=lambda app, context: app.command("/il-ping")(answering(context, answer)),
    commands=(
        SlashCommand("/il-ping", "See whether the bot is there", "", lambda _, command: f"*{command}* answers."),
    ),
    scopes=(Scope("reactions:write", "a mark at messages that were answered"),),
    run=count,
)
ALL = (*FEATURES, FEATURE)

if __name__ == "__main__":
    program = {"run": run, "doctor": doctor}[sys.argv[1]]
    parser = argparse.ArgumentParser()
    program.add_arguments(parser)
    sys.exit(program.run(parser.parse_args(sys.argv[2:]), ALL))
