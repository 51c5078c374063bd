"""The README's table of what people read holds every state, with words that people really read."""

import re
from pathlib import Path

import pytest

from bot.wording.states import STATES, Surface
from tests.english import ENGLISH

README = (Path(__file__).parents[2] / "README.md").read_text()
TABLE = re.search(r"<!-- states -->\n(.*?)<!-- end of states -->", README, re.DOTALL)[1]
ROWS = {}
for row in TABLE.splitlines()[2:]:
    known, reads, directly, admins = (cell.strip() for cell in row.strip("|").split("|"))
    ROWS[re.match(r"`([a-z_]+)`", known)[1]] = (reads, directly, admins)


def test_every_state_is_listed():
    assert ROWS.keys() == {known.value for known in STATES}


@pytest.mark.parametrize("known", STATES)
def test_a_state_is_listed_with_its_words(known):
    reads, *_ = ROWS[known.value]
    sentence = ENGLISH.states.sentence(Surface.DIALOG, known, "*Network*", 7)
    assert all(part.strip() in sentence for part in reads.split("…"))
