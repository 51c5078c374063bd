"""The command `il-alert-bot`: which subcommand, with which arguments."""

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import version

EXIT_CONFIGURATION = 78
"""sysexits.h, EX_CONFIG: the settings or the policy file are wrong; starting again will not help."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a subcommand and return its exit code."""
    options = _parser().parse_args(arguments)
    # Each subcommand is imported when it is used, so that none waits for another's libraries.
    match options.command:
        case "run":
            from bot.cli.run import run

            return run()
        case "manifest":
            from bot.cli.manifest import print_manifest

            return print_manifest(options.format)
        case "sandbox":
            from bot.cli.demo import run_sandbox

            return run_sandbox(options.port, large=options.large)
        case "demo":
            from bot.cli.demo import run_demo

            return run_demo(options.port, large=options.large)
        case _:
            raise AssertionError(options.command)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="il-alert-bot", description="Raise ilert alerts from Slack with /il-alert.")
    parser.add_argument("--version", action="version", version=f"%(prog)s {version('ilert-slack-bot')}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser(
        "run",
        help="serve until stopped",
        description="Serve until SIGTERM. Reads its settings from the environment or from systemd credentials; "
        "exits with 78 where they or the policy file are wrong. SIGHUP reloads the policy file.",
    )
    manifest = commands.add_parser(
        "manifest",
        help="print the Slack app manifest to paste into Slack",
        description="Print the Slack app manifest: paste it at 'Create New App', 'From a manifest'.",
    )
    manifest.add_argument("--format", choices=("yaml", "json"), default="yaml", help="default: yaml")
    sandbox = commands.add_parser(
        "sandbox",
        help="simulate a Slack workspace and an ilert account",
        description="Serve a simulated Slack workspace and ilert account with a page to use them, and print "
        "the settings with which to run the bot against them.",
    )
    demo = commands.add_parser(
        "demo",
        help="try it: the sandbox and the real daemon together",
        description="Start the sandbox and the real daemon, connected to it as to the real Slack and ilert.",
    )
    for command in (sandbox, demo):
        command.add_argument("--port", type=int, default=8180, help="on 127.0.0.1; 0 picks a free one; default: 8180")
        command.add_argument("--large", action="store_true", help="an account of 10,000 users and 2,000 alert sources")
    return parser


if __name__ == "__main__":
    sys.exit(main())
