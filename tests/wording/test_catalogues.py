"""Each language has all sentences, no other ones, and in each what the English one fills in and marks up."""

import ast
import functools
import re
import string

import pytest
from babel.messages.pofile import read_po

from bot.locale import catalogues as compiled
from bot.wording.wording import Wordings
from tests.wording.catalogues import BOT, TRANSLATED, catalogue, english, messages, originals, translations

ADD = "run `make catalogues`, then write what stands after its msgstr"
REMOVE = "run `make catalogues`, which removes it"
CONFIRM = "read it, correct it, and remove its line `#, fuzzy`"

MARKUP = re.compile(r"`[^`]+`|\*|\n|…$")
"""What must be the same in all languages: code, bold, line breaks, and the sign of something unfinished."""


@functools.cache
def sentences():
    """The English sentences. To find them takes seconds, which only who asks for them is to wait."""
    return {message.id for message in messages(english())}


def fields(sentence):
    """The placeholders, each as often as it stands there. How a time is written is each language's own."""
    return sorted(name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None)


def wrong(language, is_wrong, what_to_do):
    """Messages of a catalogue that are wrong, each with what to do."""
    found = [message for message in messages(catalogue(language)) if is_wrong(message)]
    return [f"{language}: {originals(message)[0]!r}: {what_to_do}" for message in found]


@pytest.fixture(params=TRANSLATED)
def language(request):
    return request.param


def test_german_is_among_the_languages():
    assert "de" in TRANSLATED


def test_no_sentence_is_missing(language):
    there = {message.id for message in messages(catalogue(language))}
    assert [f"{language}: {sentence!r}: {ADD}" for sentence in sentences() - there] == []


def test_no_sentence_is_left_over(language):
    assert wrong(language, lambda message: message.id not in sentences(), REMOVE) == []
    assert catalogue(language).obsolete == {}, REMOVE


def test_every_sentence_is_translated(language):
    assert wrong(language, lambda message: not all(translations(message)), "write what stands after its msgstr") == []


def test_no_translation_is_a_guess(language):
    assert wrong(language, lambda message: message.fuzzy, CONFIRM) == []


def test_a_number_has_all_forms_that_the_language_knows(language):
    forms = catalogue(language).num_plurals

    def misses(message):
        return message.pluralizable and len(translations(message)) != forms

    assert wrong(language, misses, f"write {forms} forms, msgstr[0] to msgstr[{forms - 1}]") == []


def test_placeholders_are_those_of_the_english_sentence(language):
    def differs(message):
        return any(fields(one) != fields(originals(message)[0]) for one in translations(message))

    assert wrong(language, differs, "use each {placeholder} of the English sentence, and no other") == []


def test_markup_is_that_of_the_english_sentence(language):
    def differs(message):
        return any(MARKUP.findall(one) != MARKUP.findall(originals(message)[0]) for one in translations(message))

    assert wrong(language, differs, "keep `code`, *bold* and the lines as in the English sentence") == []


def test_no_translation_begins_or_ends_with_space(language):
    assert wrong(language, lambda message: any(one != one.strip() for one in translations(message)), "trim it") == []


def test_what_people_read_is_the_catalogue(language):
    wording = Wordings(lambda: language).for_policy()
    assert wording.language == language
    spoken = compiled.translations(language)
    for message in messages(catalogue(language)):
        if message.pluralizable:
            assert [spoken.ngettext(*message.id, number) for number in (1, 2)] == translations(message)
        else:
            assert spoken.gettext(message.id) == message.string


def marked(tree):
    """Arguments of `_`, `N_` and `ngettext`."""
    for node in ast.walk(tree):
        name = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
        if name in {"_", "N_"}:
            yield node.args[0]
        elif name == "ngettext":
            yield from node.args[:2]


def read_by_tools(argument):
    """Whether `make catalogues` finds a sentence: text, no more, and not inside an f-string (Babel reads tokens)."""
    known = {one for sentence in sentences() for one in ([sentence] if isinstance(sentence, str) else sentence)}
    return isinstance(argument, ast.Constant) and argument.value in known


def test_every_sentence_is_found_by_the_tools():
    hidden = [
        f"{path.relative_to(BOT)}:{argument.lineno}: write it as plain text, outside of an f-string"
        for path in (BOT / "wording").glob("*.py")
        for argument in marked(ast.parse(path.read_text()))
        if not read_by_tools(argument) and not from_a_table(argument)
    ]
    assert hidden == []


def from_a_table(argument):
    """Whether a sentence is looked up among those that `N_` marks."""
    return isinstance(argument, ast.Subscript) or (
        isinstance(argument, ast.Call) and getattr(argument.func, "attr", "") == "sentence"
    )


@pytest.mark.parametrize(
    ("entry", "is_wrong"),
    [
        ('msgid "{number} of {all}"\nmsgstr "{number}"', lambda one: fields(one.string) != fields(one.id)),
        ('#, fuzzy\nmsgid "Close"\nmsgstr "Auf"', lambda one: one.fuzzy),
        ('msgid "Close"\nmsgstr ""', lambda one: not all(translations(one))),
        ('msgid "*Close*"\nmsgstr "Zu"', lambda one: MARKUP.findall(one.string) != MARKUP.findall(one.id)),
        ('msgid "Shut up"\nmsgstr "Zu"', lambda one: one.id not in sentences()),
    ],
)
def test_a_mistake_would_be_found(entry, is_wrong):
    (message,) = messages(read_po(entry.splitlines(), locale="de"))
    assert is_wrong(message)
