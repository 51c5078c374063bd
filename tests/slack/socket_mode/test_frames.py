"""Text frames, however strange."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.socket_mode.frames import read_frame

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


def envelope(payload):
    return f'{{"envelope_id": "e1", "text": "[[[\\"{{", "payload": {payload}, "accepts_response_payload": true}}'


@given(st.dictionaries(st.text(max_size=3), JSON, max_size=3))
def test_what_is_json_is_read_as_it_is(message):
    assert read_frame(json.dumps(message)) == message


@pytest.mark.parametrize("levels", [3_000, 100_000])
def test_what_is_nested_too_deep_is_null_and_the_rest_is_read(levels):
    for opening, closing in (("[", "]"), ('{"x":', "}")):
        read = read_frame(envelope(opening * levels + '"]}"' + closing * levels))
        assert (read["envelope_id"], read["accepts_response_payload"]) == ("e1", True)


def test_a_number_of_thousands_of_digits_is_null():
    read = read_frame(envelope(f'{{"id": {"9" * 5000}, "other": 7}}'))
    assert read["payload"] == {"id": None, "other": 7}


@pytest.mark.parametrize("text", ["", "[1]", "7", "{", "[" * 100_000, '{"a": "' + "[" * 5_000, "]" * 5_000, '"\\'])
def test_what_is_no_object_is_none(text):
    assert read_frame(text) is None


@given(st.text('[]{}":,1\\ x', max_size=60))
def test_no_text_breaks_the_reading(text):
    assert isinstance(read_frame(text), dict | None)
