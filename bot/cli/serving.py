"""The commands that serve until they are stopped: `il-alert-bot run`, `demo` and `sandbox`."""

import argparse

from bot.cli.arguments import Commands, add_command


def add_parser(commands: Commands) -> None:
    """Add the three commands."""
    add_command(
        commands,
        "run",
        _run,
        summary="serve until stopped",
        description="Serve until SIGTERM. Reads its settings from the environment or from systemd credentials; "
        "exits with 78 where they or the policy file are wrong. SIGHUP reloads the policy file.",
        examples=(
            ("il-alert-bot run", "with the settings of the environment"),
            ("IL_ALERT_CONFIG=config.toml il-alert-bot run", "with another policy file"),
        ),
    )
    demo = add_command(
        commands,
        "demo",
        _demo,
        summary="try it: the sandbox and the real daemon together",
        description="Start the sandbox and the real daemon, connected to it as to the real Slack and ilert.",
        examples=(
            ("il-alert-bot demo", "then open the address that it prints"),
            ("il-alert-bot demo --large", "to see how it does with a large account"),
        ),
    )
    sandbox = add_command(
        commands,
        "sandbox",
        _sandbox,
        summary="simulate a Slack workspace and an ilert account",
        description="Serve a simulated Slack workspace and ilert account with a page to use them, and print "
        "the settings with which to run the bot against them.",
        examples=(("il-alert-bot sandbox --port 0", "on any free port"),),
    )
    for command in (demo, sandbox):
        command.add_argument("--port", type=int, default=8180, help="on 127.0.0.1; 0 picks a free one; default: 8180")
        command.add_argument("--large", action="store_true", help="an account of 10,000 users and 2,000 alert sources")


def _run(options: argparse.Namespace) -> int:
    from bot.cli.run import run

    del options
    return run()


def _demo(options: argparse.Namespace) -> int:
    from bot.cli.demo import run_demo

    return run_demo(options.port, large=options.large)


def _sandbox(options: argparse.Namespace) -> int:
    from bot.cli.demo import run_sandbox

    return run_sandbox(options.port, large=options.large)
