"""What a dialog carries along."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.alerts import Origin
from bot.slack.ui.metadata import Metadata, dump, load, new_reference

METADATA = Metadata("7K3M-Q9XD", Origin("C024BE91L", "demo"))


@pytest.mark.parametrize(
    "metadata",
    [
        METADATA,
        Metadata("0000-ZZZZ", Origin("D0SAM00001", None, direct_message=True)),
        Metadata("7K3M-Q9XD", Origin("C0PAYMENTS1")),
        Metadata("7K3M-Q9XD", Origin("", direct_message=True)),
        Metadata(
            "7K3M-Q9XD", Origin("C024BE91L", "demo", thread_ts="1767000000.000100", message_ts="1767000190.000300")
        ),
    ],
)
def test_what_is_written_is_read_back(metadata):
    assert load(dump(metadata)) == metadata


@pytest.mark.parametrize(
    "written",
    [
        '{"r": "7K3M-Q9XD", "c": "C024BE91L", "n": "demo", "d": false}',
        '{"v": 1, "r": "7K3M-Q9XD", "c": "C024BE91L", "n": "demo", "d": false}',
        '{"v": 2, "r": "7K3M-Q9XD", "c": "C024BE91L", "n": "demo", "d": false, "permalink": "https://x"}',
    ],
)
def test_what_another_release_wrote_is_read(written):
    assert load(written) == METADATA


@pytest.mark.parametrize("forged", [5, "", "1.0/../x", "1767000190.000300\n", ["1.0"]])
def test_a_message_that_slack_never_named_is_none(forged):
    assert load(json.dumps({**json.loads(dump(METADATA)), "m": forged, "t": forged})) == METADATA


def test_what_this_release_writes():
    assert json.loads(dump(METADATA)) == {"v": 1, "r": "7K3M-Q9XD", "c": "C024BE91L", "n": "demo", "d": False}


@pytest.mark.parametrize(
    "change",
    [
        {"r": "7K3M-Q9X"},
        {"r": "7k3m-q9xd"},
        {"r": "7K3M-Q9XI"},
        {"r": 5},
        {"c": ""},
        {"c": "C024BE91L`; drop"},
        {"c": None},
        {"n": 5},
        {"d": "yes"},
        {"d": int("9" * 4000)},
    ],
)
def test_what_is_not_ours_is_refused(change):
    assert load(json.dumps({**json.loads(dump(METADATA)), **change})) is None


@pytest.mark.parametrize("text", ["[" * 3000, '{"r":' * 3000, f'{{"r": {"9" * 5000}}}', "[" * 100_000])
def test_metadata_that_python_cannot_read_are_not_ours(text):
    assert load(text) is None


def test_half_a_character_in_a_channels_name_is_replaced():
    assert load(dump(METADATA).replace("demo", "de\\ud83dmo")).origin.name == "de\ufffdmo"


@given(st.text(max_size=200) | st.from_regex(r"\{.*\}", fullmatch=True))
def test_no_text_breaks_the_reading(text):
    assert isinstance(load(text), Metadata | None)


def test_references_are_different_and_can_be_read_out():
    references = {new_reference() for _ in range(1000)}
    assert len(references) == 1000
    assert all(len(reference) == 9 and not set("ILOU") & set(reference) for reference in references)
