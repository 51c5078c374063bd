"""What may be shown on a terminal."""

import pytest

from bot.runtime.printable import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [("plain, ä, 🚨", "plain, ä, 🚨"), ("\x1b[31mred\x07", "\ufffd[31mred\ufffd"), ("a\nb\tc", "a\ufffdb\ufffdc")],
)
def test_what_a_terminal_would_obey_is_replaced(text, shown):
    assert printable(text) == shown


def test_the_length_stays_the_same():
    assert printable("\x1b\u202ex", " ") == "  x"
