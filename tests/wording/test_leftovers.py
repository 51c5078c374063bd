"""What people read in Slack and ilert comes from a wording: no sentence stands elsewhere, and none is left over."""

import ast
import inspect
import re
import string
from pathlib import Path

import pytest

from bot.slack.ui import blocks
from bot.wording import wording
from bot.wording.sentences import Sentences
from tests.english import ENGLISH
from tests.wording.arguments import sentences

BOT = Path(wording.__file__).parents[1]
# What only operators read: the log, what is raised for the log, and Slack's own settings of the app.
FOR_OPERATORS = {"api", "socket_mode", "manifest.py"}
SETTINGS = {"Feature", "Scope", "Shortcut", "SlashCommand"}
SHOWN_BY = sorted(
    path
    for path in [*BOT.glob("slack/**/*.py"), BOT / "delivery" / "payload.py"]
    if not FOR_OPERATORS.intersection(path.relative_to(BOT).parts)
)

SENTENCE = re.compile(r"[A-Za-z]{2,},? [a-z]{2,}")
LETTERS = re.compile(r"[A-Za-z]{2,}")
EMOJI = re.compile(r":[a-z_]+:")
TEXTS = {"text", "mrkdwn", "label", "placeholder", "hint", "title", "close", "submit", "button"}
BUILDERS = {
    name: list(inspect.signature(builder).parameters)
    for name, builder in inspect.getmembers(blocks, inspect.isfunction)
    if not name.startswith("_")
}


def name_of(call):
    """The name of a called function or method."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def is_for_operators(node):
    """Whether a piece of code writes to the log, raises, or declares settings of the app."""
    if isinstance(node, ast.Raise):
        return True
    if not isinstance(node, ast.Call):
        return False
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    return (isinstance(owner, ast.Name) and owner.id == "log") or name_of(node) in SETTINGS


def literals(node):
    """All pieces of text in a piece of code, without docstrings and what is for operators."""
    for child in ast.iter_child_nodes(node):
        docstring = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
        if docstring or is_for_operators(child):
            continue
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child
        yield from literals(child)


def shown_words(tree):
    """Pieces of text with letters that are handed to a Block Kit builder as what people read."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node) in BUILDERS:
            given = [
                *zip(BUILDERS[name_of(node)], node.args, strict=False),
                *((one.arg, one.value) for one in node.keywords),
            ]
            for parameter, value in given:
                if parameter in TEXTS:
                    yield from (one for one in pieces(value) if LETTERS.search(EMOJI.sub("", one.value)))


def pieces(value):
    """The literal pieces of an argument, but not those inside calls that make it."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value
    elif not isinstance(value, ast.Call):
        for child in ast.iter_child_nodes(value):
            yield from pieces(child)


def found(path, choose):
    tree = ast.parse(path.read_text())
    return [f"{path.relative_to(BOT)}:{one.lineno}: {one.value!r}" for one in choose(tree)]


def test_no_sentence_stands_outside_a_wording():
    left = [
        line
        for path in SHOWN_BY
        for line in found(path, lambda tree: [one for one in literals(tree) if SENTENCE.search(one.value)])
    ]
    assert left == []


def test_no_word_is_handed_to_a_builder_as_a_literal():
    assert [line for path in SHOWN_BY for line in found(path, shown_words)] == []


@pytest.mark.parametrize(
    "code",
    ['section("High")', 'field(ID, label=f":x: {name} failed", element=menu)', 'modal(own or "Alert", [], close=shut)'],
)
def test_a_literal_word_would_be_found(code):
    assert list(shown_words(ast.parse(code)))


@pytest.mark.parametrize("code", ['return {"text": "Nobody was alerted."}', 'answer = [f"{name}: not offered here"]'])
def test_a_literal_sentence_would_be_found(code):
    assert [one for one in literals(ast.parse(code)) if SENTENCE.search(one.value)]


GROUPS = Sentences.__subclasses__()
SENTENCES = [method for group in GROUPS for method in vars(group).values() if inspect.isfunction(method)]


def test_every_sentence_is_used():
    used = {
        node.attr
        for path in BOT.rglob("*.py")
        if path.parent != BOT / "wording"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
    }
    assert [method.__qualname__ for method in SENTENCES if method.__name__ not in used] == []


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.__name__)
def test_every_sentence_says_something_and_fills_its_placeholders(group):
    for name, said, filled_in in sentences(ENGLISH, group):
        assert said.strip() == said != "", name
        assert not [field for _, field, _, _ in string.Formatter().parse(said) if field is not None], said
        assert all(value in said for value in filled_in), name
