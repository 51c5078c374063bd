"""`il-alert-bot manifest`: the Slack app manifest, as YAML or JSON."""

import argparse
import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.cli import exits
from bot.cli.arguments import describe
from bot.slack.features.all import FEATURES
from bot.slack.manifest import manifest


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add --format."""
    describe(
        parser,
        "Print the Slack app manifest: paste it at 'Create New App', 'From a manifest'.",
        ("il-alert-bot manifest", "as YAML, to paste"),
        ("il-alert-bot manifest --format json", "for Slack's API of app manifests"),
    )
    parser.add_argument("--format", choices=("yaml", "json"), default="yaml", help="default: yaml")


def run(options: argparse.Namespace) -> int:
    """Print the manifest. Returns the exit code."""
    found = manifest(FEATURES)
    print(json.dumps(found, indent=2) if options.format == "json" else "\n".join(_yaml(found)))
    return exits.OK


def _yaml(table: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """Write a mapping as YAML. Values are written as JSON, which YAML includes."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield f"{indent}{key}:"
            yield from _yaml(value, indent + "  ")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            yield f"{indent}{key}:"
            for item in value:
                first, *rest = _yaml(item)
                yield f"{indent}  - {first}"
                yield from (f"{indent}    {line}" for line in rest)
        else:
            yield f"{indent}{key}: {json.dumps(value)}"
