"""The reference's table of what people read holds every state, with words that people really read."""

import re

import pytest

from bot.wording.states import STATES, Surface
from tests.documents.pages import rows
from tests.english import ENGLISH

ROWS = {re.match(r"`([a-z_]+)`", known)[1]: rest for known, *rest in rows("reference.md", "states")}


def test_every_state_is_listed():
    assert ROWS.keys() == {known.value for known in STATES}


@pytest.mark.parametrize("known", STATES)
def test_a_state_is_listed_with_its_words(known):
    reads, *_ = ROWS[known.value]
    sentence = ENGLISH.states.sentence(Surface.DIALOG, known, "*Network*", 7)
    assert all(part.strip() in sentence for part in reads.split("…"))
