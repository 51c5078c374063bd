"""Every dialog and message can be understood by ear, in every language, and is one that Slack takes."""

import ast
import html
import re
from pathlib import Path

import pytest
from hypothesis import given

from bot.locale.catalogues import LANGUAGES
from bot.sandbox.slack.block_kit import home_problems, message_problems, view_problems
from bot.slack import features
from tests.accessibility import surfaces as built
from tests.accessibility.lint import findings, texts
from tests.accessibility.pseudo import CLOSE, OPEN, PSEUDO
from tests.accessibility.situations import NAMES, situations
from tests.accessibility.surfaces import FALLBACK, NOT_BUILT_HERE, fixed, surfaces
from tests.english import WORDINGS

SLACK = Path(features.__file__).parents[1]
TEXT_LIMIT = 40_000
"""Characters of a message's text (Slack docs, chat.postMessage)."""


def problems(payload):
    """What Slack has against a dialog or a message, by the sandbox's copy of its rules."""
    if payload.get("type") == "modal":
        return view_problems(payload)
    if payload.get("type") == "home":
        return home_problems(payload)
    too_long = ["its text is too long"] if len(payload["text"]) > TEXT_LIMIT else []
    return [*message_problems(payload["blocks"], []), *too_long]


LANGUAGE = pytest.mark.parametrize("wording", [*map(WORDINGS.for_language, LANGUAGES)], ids=LANGUAGES)
ALSO_PSEUDO = pytest.mark.parametrize(
    "wording", [*map(WORDINGS.for_language, LANGUAGES), PSEUDO], ids=[*LANGUAGES, "40 % longer"]
)


@LANGUAGE
def test_every_state_denial_and_failure_can_be_understood_by_ear(wording):
    assert [f"{name}: {finding}" for name, payload in fixed(wording) for finding in findings(payload)] == []


@LANGUAGE
@given(situation=situations())
def test_whatever_a_person_sees_can_be_understood_by_ear(wording, situation):
    for name, payload in surfaces(wording, situation):
        assert findings(payload) == [], name


@ALSO_PSEUDO
def test_every_state_denial_and_failure_is_within_slacks_limits(wording):
    assert [f"{name}: {problem}" for name, payload in fixed(wording) for problem in problems(payload)] == []


@ALSO_PSEUDO
@given(situation=situations())
def test_whatever_a_person_sees_is_within_slacks_limits(wording, situation):
    for name, payload in surfaces(wording, situation):
        assert problems(payload) == [], name


def test_no_dialogs_title_is_cut_in_a_real_language():
    for language in LANGUAGES:
        say = WORDINGS.for_language(language).dialog
        for title in (say.account_title(), say.channel_title(), say.submit(), say.close()):
            assert len(title) <= 24, f"{language}: {title!r}: at most 24 characters (Slack docs, views)"


# What people, admins and ilert named, and Slack's markup; whatever else has letters is the bot's.
DATA = re.compile(
    r"`[^`]*`|<[^>]*>|:[a-z_]+:|\b[A-Z0-9]{4}-[A-Z0-9]{4}\b|#\w+|/il-alarm\b|\w+@acme.example"
    r"|x{20,}|What is broken\?|Wo brennt es\?|The checkout is down|" + "|".join(map(re.escape, [FALLBACK, *NAMES]))
)


def foreign(payload, names=()):
    """Words of a dialog or message in the pseudo-locale that come from no catalogue."""
    shown = [*(one["text"] for one in texts(payload)), payload.get("text", "")]
    return [text for text in shown if re.search(r"[A-Za-z]{2,}", left_over(text, names))]


def test_every_word_of_a_state_denial_or_failure_comes_from_a_catalogue():
    assert [f"{name}: {word!r}" for name, payload in fixed(PSEUDO) for word in foreign(payload)] == []


@given(situation=situations())
def test_every_word_that_a_person_sees_comes_from_a_catalogue(situation):
    for name, payload in surfaces(PSEUDO, situation):
        assert foreign(payload, names_in(situation)) == [], name


def names_in(situation):
    """Names in the account, and the person's."""
    directory = situation.directory
    groups = () if directory is None else (directory.alert_sources, directory.escalation_policies, directory.teams)
    return {one.name for group in groups for one in group.values()} | {situation.person.name, *user_names(directory)}


def user_names(directory):
    return () if directory is None else (one.name for one in directory.users.values())


def left_over(text, names):
    """What of a text is neither between the marks of the pseudo-locale nor somebody's own words."""
    while (inner := re.sub(rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", " ", text)) != text:
        text = inner
    text = re.sub(rf"{OPEN}[^{OPEN}{CLOSE}]*…$", " ", text)  # a title that was too long
    text = html.unescape(text)
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, " ")
    return DATA.sub(" ", text.replace("…", " "))


def builders():
    """All functions that return a dialog or a message."""
    for path in SLACK.rglob("*.py"):
        if "api" not in path.parts and path.name not in {"app.py", "interaction.py", "blocks.py"}:
            yield from (node.name for node in ast.parse(path.read_text()).body if builds(node))


def builds(node):
    """Whether a piece of code is a public function that returns a dialog or a message."""
    if not isinstance(node, ast.FunctionDef) or node.returns is None or node.name.startswith("_"):
        return False
    return ast.unparse(node.returns) in {"View", "Message", "Mapping[str, Any]"}


def test_every_dialog_and_message_is_among_those_tested_here():
    tested = {
        getattr(node.func, "attr", getattr(node.func, "id", ""))
        for node in ast.walk(ast.parse(Path(built.__file__).read_text()))
        if isinstance(node, ast.Call)
    }
    missing = {*builders()} - tested - NOT_BUILT_HERE
    assert not missing, "build it in tests/accessibility/surfaces.py"
