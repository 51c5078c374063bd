"""`il-alert-bot schema`: the JSON Schema of the policy file, for editors."""

import argparse
import json

from bot.cli import exits
from bot.cli.arguments import Commands, add_command


def add_parser(commands: Commands) -> None:
    """Add the command."""
    add_command(
        commands,
        "schema",
        print_schema,
        summary="print the JSON Schema of the policy file, for editors",
        description="Print the JSON Schema of the policy file. An editor that knows it completes keys, explains them "
        "and marks mistakes while you write: taplo, or VS Code with the extension 'Even Better TOML'.",
        examples=(
            ("il-alert-bot schema > config.schema.json", "then write as the first line of config.toml:"),
            ("#:schema ./config.schema.json", ""),
        ),
    )


def print_schema(options: argparse.Namespace) -> int:
    """Print the schema. Returns the exit code."""
    from bot.policy.json_schema import json_schema

    del options
    print(json.dumps(json_schema(), indent=2, ensure_ascii=False))
    return exits.OK
