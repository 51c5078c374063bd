"""`il-alert-bot explain`: what a person gets in a channel, and why not more."""

import argparse

from bot.cli import exits
from bot.cli.arguments import describe
from bot.cli.explanation import explain
from bot.cli.subject import load_subject
from bot.cli.subject_arguments import add_subject
from bot.cli.terminal import BOLD, GREEN, RED, colour
from bot.config import logging
from bot.wording.wording import english


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add a person, a channel and a file."""
    describe(
        parser,
        "Go through the rules for one person in one channel, in the order in which the bot does. Works "
        "from the policy file and from what the bot last read from ilert (IL_ALERT_STATE_DIR), asks nobody, and says "
        "how old that is.",
        ("il-alert-bot explain --user jane.doe@example.com --channel '#ops'", "what Jane gets in #ops"),
        ("il-alert-bot explain --user U02ABCDEF --channel C024BE91L", "by their ids in Slack"),
        ("il-alert-bot explain --user anyone --channel '#demo'", "without an ilert account"),
    )
    add_subject(parser, user_required=True)


def run(options: argparse.Namespace) -> int:
    """Print the explanation. Returns the exit code."""
    logging.silence()
    subject = load_subject(options)
    paint = colour()
    marks = {True: paint("yes", GREEN), False: paint("no ", RED), None: "   "}
    print(paint(f"{options.user} in {options.channel}", BOLD))
    print("\n".join(subject.basis))
    for paragraph in explain(english(), subject.person, subject.origin, subject.policy, subject.directory):
        print("\n" + paint(paragraph.heading, BOLD))
        for step in paragraph.steps:
            print(f"  {marks[step.passed]}  {'    ' if step.deeper else ''}{step.text}")
    return exits.OK
