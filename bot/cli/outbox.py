"""`il-alert-bot outbox`: the accepted alerts, listed, shown, tried again or given up."""

import argparse

from bot.cli.arguments import Commands, add_command


def add_parser(commands: Commands) -> None:
    """Add the command."""
    outbox = add_command(
        commands,
        "outbox",
        run,
        summary="list, show, retry or drop accepted alerts",
        description="Look into the outbox in IL_ALERT_STATE_DIR, while the daemon runs or not. Run it as its user.",
        examples=(
            ("il-alert-bot outbox list --state waiting", "what ilert does not have yet"),
            ("il-alert-bot outbox show 7K3M-Q9XD", "all that is known of one alert"),
            ("il-alert-bot outbox retry 7K3M-Q9XD", "try it at once, also after it was given up"),
        ),
    )
    actions = outbox.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="one line for each alert, the oldest first")
    listing.add_argument("--state", choices=("waiting", "delivered", "given_up"), help="only those")
    for name, text in (
        ("show", "all that is known of one alert"),
        ("retry", "try an alert again at once, also one that was given up"),
        ("drop", "give a waiting alert up; its reporter is told"),
    ):
        action = actions.add_parser(name, help=text)
        action.add_argument("id", metavar="ID", help="the reference that people quote, or the key")


def run(options: argparse.Namespace) -> int:
    """Do what was asked. Returns the exit code."""
    from bot.cli.outbox_actions import act

    return act(options)
