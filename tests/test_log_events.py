"""The log events that the reference lists are those that the code logs."""

import ast
import re

import pytest

from tests.documents.pages import ROOT, rows

LEVELS = ("debug", "info", "warning", "error", "exception", "critical")


def calls(path):
    """Yield every call that logs, or that makes something that will, with the level where it is written there."""
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name("log"), attr=attribute)) if attribute in LEVELS:
                yield node, node.args[0], "error" if attribute == "exception" else attribute
            case ast.Call(func=ast.Attribute(value=ast.Name("log"), attr="log")):
                yield node, node.args[1], None
            case ast.Call(func=ast.Name("log_as")):
                yield node, node.args[0], None
            case ast.Call(func=ast.Name("ProblemLog"), args=[_, event, *_]):
                yield node, event, None


def logged():
    """Return the events by name, each with the levels that are known."""
    found = {}
    for path in sorted((ROOT / "bot").rglob("*.py")):
        for node, event, level in calls(path):
            place = f"{path.relative_to(ROOT)}:{node.lineno}"
            assert isinstance(event, ast.Constant), f"{place}: the name of an event is written out"
            assert re.fullmatch(r"[a-z]+(_[a-z]+)*", event.value), f"{place}: {event.value} is no name of an event"
            found.setdefault(event.value, set()).update({level} - {None})
    return found


def listed():
    """Return the events of the reference's table, each with its levels."""
    found = {}
    for names, levels, _ in rows("reference.md", "events"):
        for name in re.findall(r"`([a-z_]+)`", names):
            assert name not in found, f"{name} is listed twice"
            found[name] = set(levels.split(", "))
    return found


def test_every_event_is_listed_and_none_that_does_not_exist():
    assert logged().keys() == listed().keys()


@pytest.mark.parametrize(("event", "levels"), sorted(logged().items()))
def test_an_event_is_listed_with_its_levels(event, levels):
    assert levels <= listed().get(event, set())
