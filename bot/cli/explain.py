"""`il-alert-bot explain`: what a person gets in a channel, and why not more."""

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace

from bot.cli import exits
from bot.cli.arguments import describe
from bot.cli.exits import CommandFailed
from bot.cli.explanation import Section, explain
from bot.cli.explanation_rules import Verdict
from bot.cli.source_knowledge import known_sources, read_knowledge
from bot.cli.subject import Subject, load_subject
from bot.cli.subject_arguments import add_subject
from bot.cli.terminal import BOLD, CYAN, GREEN, RED, YELLOW, colour
from bot.cli.why_not import NotOneThing, about, named_things, numbered
from bot.config import logging
from bot.config.settings import load_local_settings
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
        (
            "il-alert-bot explain --user jane.doe@example.com --channel '#ops' --why-not 'Payments On-Call'",
            "why one thing is not offered; its number will do, too",
        ),
        ("il-alert-bot explain --user anyone --channel '#demo'", "without an ilert account"),
    )
    add_subject(parser, user_required=True)
    parser.add_argument(
        "--why-not",
        metavar="SOURCE_OR_POLICY",
        help="only what concerns this alert source or escalation policy: its name or its number in ilert",
    )
    parser.add_argument("--json", action="store_true", help="for programs")


def run(options: argparse.Namespace) -> int:
    """Print the explanation. Returns the exit code."""
    logging.silence()
    subject = load_subject(options)
    known = known_sources(subject.policy.config, subject.directory, read_knowledge(load_local_settings()))
    subject = replace(subject, basis=(*subject.basis, *known))
    sections = explain(english(), subject.person, subject.origin, subject.policy, subject.directory)
    if options.why_not is not None:
        sections = _about(sections, options.why_not, subject)
    print(_as_json(options, subject, sections) if options.json else _as_text(options, subject, sections))
    return exits.OK


def _about(sections: Sequence[Section], written: str, subject: Subject) -> tuple[Section, ...]:
    """Leave out what does not concern a thing.

    Raises:
        CommandFailed: Nothing known is called so, or several things are.
    """
    names = named_things(subject.policy, subject.directory)
    try:
        number = numbered(written, names)
    except NotOneThing as error:
        raise CommandFailed(str(error), exits.MISTAKES) from error
    return about(sections, number, subject.policy)


def _as_json(options: argparse.Namespace, subject: Subject, sections: Iterable[Section]) -> str:
    page = {
        "user": options.user,
        "channel": options.channel,
        "basis": subject.basis,
        "sections": [asdict(section) for section in sections],
    }
    return json.dumps(page, indent=2, ensure_ascii=False)


_COLOURS = {Verdict.YES: GREEN, Verdict.NO: RED, Verdict.ASSUMED: CYAN, Verdict.UNKNOWN: YELLOW}
_WIDTH = max(map(len, Verdict))


def _as_text(options: argparse.Namespace, subject: Subject, sections: Iterable[Section]) -> str:
    paint = colour()
    lines = [paint(f"{options.user} in {options.channel}", BOLD), *subject.basis]
    for section in sections:
        lines += ["", paint(section.heading, BOLD)]
        for check in section.checks:
            word = "" if check.verdict is None else check.verdict
            mark = word.ljust(_WIDTH) if check.verdict is None else paint(word.ljust(_WIDTH), _COLOURS[check.verdict])
            lines.append(f"  {mark}  {'    ' if check.deeper else ''}{check.text}")
    return "\n".join(lines)
