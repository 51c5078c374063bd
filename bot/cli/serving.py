"""The commands that serve until they are stopped: `il-alert-bot run`, `demo` and `sandbox`."""

import argparse

from bot.cli.arguments import Commands, add_command

# Their names only, so that no other command waits for the sandbox to be imported.
SCENARIOS = ("acme", "outage", "large", "private-teams")
# An outage is acted by the bot, which a sandbox alone does not have.
_WORLDS = ("acme", "large", "private-teams")


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
            ("il-alert-bot demo --scenario outage", "to begin in the middle of an outage of ilert"),
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
    for command, scenarios in ((demo, SCENARIOS), (sandbox, _WORLDS)):
        command.add_argument("--port", type=int, default=8180, help="on 127.0.0.1; 0 picks a free one; default: 8180")
        command.add_argument(
            "--scenario",
            choices=scenarios,
            default=SCENARIOS[0],
            help="what to begin with; default: acme, a small company",
        )
        command.add_argument(
            "--large", dest="scenario", action="store_const", const="large", help="the same as --scenario large"
        )


def _run(options: argparse.Namespace) -> int:
    from bot.cli.run import run

    del options
    return run()


def _demo(options: argparse.Namespace) -> int:
    from bot.cli.demo.run import run_demo

    return run_demo(options.port, options.scenario)


def _sandbox(options: argparse.Namespace) -> int:
    from bot.cli.demo.run import run_sandbox

    return run_sandbox(options.port, options.scenario)
