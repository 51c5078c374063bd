"""`il-alert-bot new-channel`: set a channel up in the policy file."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.checks.offline import offline_policy, origin_of, placeholder_person
from bot.checks.report import as_text
from bot.checks.run import check_text
from bot.checks.snapshot import basis, last_directory
from bot.cli import exits
from bot.cli.arguments import describe
from bot.cli.channel_table import added
from bot.cli.exits import CommandFailed
from bot.cli.preview import shown
from bot.cli.render_view import draw_dialog
from bot.cli.subject import Subject
from bot.cli.subject_arguments import channel_argument
from bot.config import logging
from bot.config.settings import LocalSettings, SettingsError, load_local_settings
from bot.domain.account import Directory
from bot.policy.diagnostics import PolicyError, Severity
from bot.policy.file import read_text
from bot.policy.parse import parse_policy
from bot.policy.values import ANYONE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the channel, and what would be asked otherwise."""
    describe(
        parser,
        "Add a [[slack_alert_source]] for a channel, and a [[test]] for it, to the end of the policy file; the rest "
        "stays as it is. Asks for alert source and escalation policies from what the bot last read from ilert "
        "(IL_ALERT_STATE_DIR), checks the result, shows the dialog, and asks before it writes.",
        ("il-alert-bot new-channel '#ops'", "asks"),
        ("il-alert-bot new-channel '#ops' --source 2247477 --policy 81211 --yes", "asks nothing"),
    )
    parser.add_argument("channel", type=channel_argument, metavar="CHANNEL", help="its id, or its name as '#name'")
    parser.add_argument("--source", type=int, metavar="ID", help="an alert source of type Slack")
    parser.add_argument(
        "--policy", type=int, metavar="ID", action="append", help="an escalation policy; may be given again"
    )
    parser.add_argument("--file", type=Path, help="the policy file; default: the bot's own (IL_ALERT_CONFIG)")
    parser.add_argument("--yes", action="store_true", help="write without asking")


def run(options: argparse.Namespace) -> int:
    """Add the tables. Returns the exit code: 1 where nothing was written.

    Raises:
        CommandFailed: Settings or the policy file are wrong, or ilert has not been read.
    """
    logging.silence()
    try:
        settings = load_local_settings()
        path = options.file or settings.policy_file
        text = read_text(path)
        listed = {source.id for source in parse_policy(text, str(path)).slack_alert_source}
    except (SettingsError, PolicyError) as error:
        raise CommandFailed(f"cannot add a channel:\n{error}", exits.CONFIGURATION) from error
    directory = last_directory(settings)
    if directory is None:
        raise CommandFailed(f"cannot add a channel: {basis(None)}", exits.CONFIGURATION)
    try:
        source, policies = _chosen(options, directory, listed)
        more = added(options.channel, source, policies, directory)
        return _write(path, text, more, options, settings)
    except (EOFError, KeyboardInterrupt):
        raise CommandFailed("stopped; nothing was written", exits.MISTAKES) from None


def _chosen(options: argparse.Namespace, directory: Directory, listed: set[int]) -> tuple[int, Sequence[int]]:
    sources = {
        one.id: one.name
        for one in directory.alert_sources.values()
        if one.integration_type == "SLACK" and one.active and one.id not in listed
    }
    policies = {one.id: one.name for one in directory.escalation_policies.values()}
    if options.source in listed:
        reason = (
            f"alert source {options.source} stands in the file already; add {options.channel} to its channels there"
        )
        raise CommandFailed(reason, exits.MISTAKES)
    source = [options.source] if options.source is not None else _ask("alert source", sources, most=1)
    return source[0], options.policy or _ask("escalation policies", policies, most=10)


def _ask(what: str, choices: Mapping[int, str], *, most: int) -> Sequence[int]:
    """Ask until something on the list is chosen, by its number in ilert. Raises `EOFError`."""
    if not choices:
        raise CommandFailed(f"there is no {what} to choose that the file does not have already", exits.MISTAKES)
    if not sys.stdin.isatty():
        raise CommandFailed("nobody to ask at standard input: give --source and --policy", exits.MISTAKES)
    for number, name in sorted(choices.items(), key=lambda one: one[1].casefold()):
        print(f"  {number}  {name}")
    while True:
        written = input(f"{what}{'' if most == 1 else ', separated by commas'}: ").replace(",", " ").split()
        chosen = [int(one) for one in written if one.isdecimal() and int(one) in choices]
        if len(chosen) == len(written) and 0 < len(chosen) <= most:
            return chosen
        print("  Please give numbers from the list.")


def _write(path: Path, text: str, more: str, options: argparse.Namespace, settings: LocalSettings) -> int:
    whole = text + more
    report = check_text(whole, str(path), settings)
    if not report.good:
        raise CommandFailed(f"nothing was written:\n{as_text(report, lambda _, shown: shown)}", exits.MISTAKES)
    policy = offline_policy(parse_policy(whole, str(path)), "", {})
    subject = Subject(placeholder_person(ANYONE), origin_of(options.channel, {}), policy, last_directory(settings), ())
    print(more)
    print("\n".join(draw_dialog(shown(subject, account=False))))
    for diagnostic in report.diagnostics:
        if diagnostic.severity is Severity.WARNING:
            print(f"warning: {diagnostic}")
    if not options.yes and input(f"Add this to {path}? [y/N] ").strip().lower() not in ("y", "yes"):
        print("Nothing was written.")
        return exits.MISTAKES
    # Owner, mode and hard links stay, as they would not if the file were replaced.
    with path.open("a", encoding="utf-8") as file:
        file.write(more)
    print(f"{path}: added. The bot follows it within a second.")
    return exits.OK
