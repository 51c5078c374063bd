from collections.abc import Iterator

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.toml.positions import find_positions
from bot.policy.violations import KeyPath
from tests.policy.toml_texts import nested_values, toml_text

LAYOUTS = {
    "plain keys": 'a = 1\n  b = "two"  # b = 3\n',
    "dotted keys": 'a.b.c = 1\na . "d e" = 2\n',
    "quoted keys": '"a b" = 1\n\'c.d\' = 2\n"\\u00e9" = 3\n',
    "braces": "a = { b = 1, c = { d = [1, { e = 2 }] } }\n",
    "braces on lines": "a = {\n  b = 1, # }\n  c.d = 2,\n}\n",
    "lists": 'a = [1, [2, [3]], "]", ]\n',
    "lists on lines": "a = [ # ]\n  1, # ,\n\n  2\n]\nb = 1\n",
    "tables": "[a]\nb = 1\n[c.d]\ne = 2\n[ c . f ]\ng = 3\n",
    "tables out of order": "[a.b]\nc = 1\n[d]\ne = 2\n[a]\nf = 3\n",
    "arrays of tables": "[[a]]\nb = 1\n[[a.c]]\nd = 2\n[[a.c]]\nd = 3\n[[a]]\nb = 4\n[[a.c]]\nd = 5\n",
    "arrays of tables out of order": "[[a]]\nb = 1\n[c]\nd = 2\n[[a]]\nb = 3\n[a.e]\nf = 4\n[[c.g]]\nh = 5\n",
    "texts on lines": 'a = """\nb = 1 " "" \\""""\nc = \'\'\'\'x\'\'\'\'\'\nd = 2\n',
    "texts with quotes": 'a = "\\"" # "\nb = \'"\'\nc = "#"\n',
    "dates": "a = 1979-05-27 07:32:00\nb = [1979-05-27, 07:32:00]\n",
    "numbers": "a = +1_000\nb = 0xfF\nc = -inf\nd = 1e-3\n",
}


def paths(value: object, path: KeyPath = ()) -> Iterator[tuple[KeyPath, object]]:
    if path:
        yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from paths(inner, (*path, number))


def check_places(text: str) -> None:
    places = find_positions(text)
    for path, value in paths(tomli.loads(text)):
        assert path in places.values, path
        if not isinstance(value, dict | list):
            assert begins_with(text[places.values[path] :], value), path
        if isinstance(path[-1], str):
            assert begins_with_key(text[places.keys[path] :], path[-1]), path


def begins_with(text: str, value: object) -> bool:
    """Tell whether some beginning of a text is this value, as the parser reads it."""
    return any(read(f"v = {text[:length]}") == {"v": value} for length in range(1, len(text) + 1))


def begins_with_key(text: str, key: str) -> bool:
    return any(read(f"{text[:length]} = 1") == {key: 1} for length in range(1, len(text) + 1))


def read(text: str) -> dict[str, object]:
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError:
        return {}


@pytest.mark.parametrize("text", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_finds_every_key_and_value_that_the_parser_finds(text: str):
    check_places(text)


@given(nested_values(keys=st.text(max_size=4)))
def test_finds_every_key_and_value_of_any_file(value: dict[str, object]):
    text = toml_text(value)
    found = {path for path, _ in paths(tomli.loads(text))}
    places = find_positions(text)
    assert found == set(places.values)
    assert {path for path in found if isinstance(path[-1], str)} == set(places.keys)


def test_a_missing_key_is_found_at_its_table():
    text = "[[a]]\nb = 1\n\n[[a]]\nb = 2\n"
    assert find_positions(text).find(("a", 1, "c"), "value") == text.rindex("[[a]]")


def test_a_missing_table_is_found_at_the_beginning():
    assert find_positions("\na = 1\n").find(("b", "c"), "key") == 0


def test_tells_comments_from_values():
    text = '# one\na = "# two" # three\nb = [ # four\n  "# five"]\n'
    places = find_positions(text)
    inside = [word for word in ("one", "two", "three", "four", "five") if places.in_comment(text.index(word))]
    assert inside == ["one", "three", "four"]


def test_lists_nested_too_deeply_end_the_search():
    assert ("a",) in find_positions("a = " + "[" * 5000).values
