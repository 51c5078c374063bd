"""`il-alert-bot manifest`: the Slack app manifest, as YAML or JSON."""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from bot.cli import exits
from bot.cli.arguments import describe
from bot.cli.terminal import print_error
from bot.config.settings import SettingsError, alert_command, load_local_settings
from bot.slack.feature import named
from bot.slack.features.all import FEATURES
from bot.slack.manifest import manifest
from bot.slack.ui.commands import ALERT_COMMAND


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    describe(
        parser,
        "Print the Slack app manifest: paste it at 'Create New App', 'From a manifest'.",
        ("il-alert-bot manifest", "as YAML, to paste"),
        ("il-alert-bot manifest --link", "an address that opens Create New App with it filled in"),
        ("il-alert-bot manifest --command /alert", "where ilert's own app has /il-alert"),
        ("il-alert-bot manifest --format json", "for Slack's API of app manifests"),
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--format", choices=("yaml", "json"), default="yaml", help="default: yaml")
    form.add_argument(
        "--link", action="store_true", help="print the address that opens Create New App with it filled in"
    )
    parser.add_argument(
        "--command", metavar="NAME", help="what the command is called; default: IL_ALERT_COMMAND, or /il-alert"
    )


def run(options: argparse.Namespace) -> int:
    """Print the manifest. Returns the exit code."""
    try:
        command = alert_command(options.command) if options.command else load_local_settings().command
    except (SettingsError, ValueError) as error:
        print_error(error)
        return exits.CONFIGURATION
    found = manifest(named(FEATURES, command))
    if options.link:
        print(_link(found))
    else:
        print(json.dumps(found, indent=2) if options.format == "json" else "\n".join(_yaml(found)))
    if options.command and options.command != os.environ.get("IL_ALERT_COMMAND", ALERT_COMMAND):
        print(f"Set IL_ALERT_COMMAND={options.command} for the bot as well: it answers no other name.", file=sys.stderr)
    return exits.OK


def _link(found: Mapping[str, Any]) -> str:
    """Write the address at which Slack makes an app of a manifest (Slack docs, Sharing manifests)."""
    gov = "slack-gov.com" in os.environ.get("SLACK_API_URL", "")
    host = "api.slack-gov.com" if gov else "api.slack.com"
    written = json.dumps(found, separators=(",", ":"))
    return f"https://{host}/apps?new_app=1&manifest_json={quote(written, safe='')}"


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
