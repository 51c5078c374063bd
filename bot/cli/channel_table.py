"""The tables that set a channel up, as TOML. Pure."""

import json
from collections.abc import Sequence

from bot.domain.account import Directory
from bot.runtime.printable import printable


def added(channel: str, source: int, policies: Sequence[int], directory: Directory) -> str:
    """Write the tables to append to a policy file, with a comment for each number that says what it is.

    The end of a file is a place where a table can always be added (TOML, array of tables).
    """
    known = directory.escalation_policies
    table = "\n  [[slack_alert_source.escalation_policy]]\n"
    choices = [f"{table}  id = {number}{_comment(known.get(number))}\n" for number in policies]
    return (
        f"\n[[slack_alert_source]]\nid = {source}{_comment(directory.alert_sources.get(source))}\n"
        f"channels = [{json.dumps(channel)}]\n{''.join(choices)}"
        f'\n[[test]]\nuser = "anyone"\nchannel = {json.dumps(channel)}\noffers = [{", ".join(map(str, policies))}]\n'
    )


def _comment(thing: object) -> str:
    name = " ".join(printable(getattr(thing, "name", ""), " ").split())
    return f"  # {name}" if name else ""
