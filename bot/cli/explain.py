"""`il-alert-bot explain`: what a person gets in a channel, and why not more."""

import argparse
import json
from collections.abc import Iterable
from dataclasses import asdict

from bot.cli import exits
from bot.cli.arguments import describe
from bot.cli.explanation import Paragraph, explain
from bot.cli.subject import Subject, load_subject
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
    parser.add_argument("--json", action="store_true", help="for programs")


def run(options: argparse.Namespace) -> int:
    """Print the explanation. Returns the exit code."""
    logging.silence()
    subject = load_subject(options)
    paragraphs = explain(english(), subject.person, subject.origin, subject.policy, subject.directory)
    print(_as_json(options, subject, paragraphs) if options.json else _as_text(options, subject, paragraphs))
    return exits.OK


def _as_json(options: argparse.Namespace, subject: Subject, paragraphs: Iterable[Paragraph]) -> str:
    sections = [asdict(paragraph) for paragraph in paragraphs]
    page = {"user": options.user, "channel": options.channel, "basis": subject.basis, "sections": sections}
    return json.dumps(page, indent=2, ensure_ascii=False)


def _as_text(options: argparse.Namespace, subject: Subject, paragraphs: Iterable[Paragraph]) -> str:
    paint = colour()
    marks = {True: paint("yes", GREEN), False: paint("no ", RED), None: "   "}
    lines = [paint(f"{options.user} in {options.channel}", BOLD), *subject.basis]
    for paragraph in paragraphs:
        lines += ["", paint(paragraph.heading, BOLD)]
        lines += [f"  {marks[step.passed]}  {'    ' if step.deeper else ''}{step.text}" for step in paragraph.steps]
    return "\n".join(lines)
