"""`il-alert-bot schema`: the JSON Schema of the policy file, for editors."""

import argparse
import json

from bot.cli import exits
from bot.cli.arguments import describe
from bot.policy.json_schema import json_schema


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command; it has no arguments."""
    describe(
        parser,
        "Print the JSON Schema of the policy file. An editor that reads it completes keys, explains them and marks "
        "mistakes while you write: taplo, or VS Code with the extension 'Even Better TOML'.",
        ("il-alert-bot schema > config.schema.json", "then write as the first line of config.toml:"),
        ("#:schema ./config.schema.json", ""),
    )


def run(_options: argparse.Namespace) -> int:
    """Print the schema. Returns the exit code."""
    print(json.dumps(json_schema(), indent=2, ensure_ascii=False))
    return exits.OK
