"""`il-alert-bot manifest`: the Slack app manifest, as YAML or JSON."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.slack.manifest import manifest


def print_manifest(form: str) -> int:
    """Print the manifest. Returns the exit code."""
    print(json.dumps(manifest(), indent=2) if form == "json" else "\n".join(_yaml(manifest())))
    return 0


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
