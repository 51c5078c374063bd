"""A URL names the outbox."""

from pathlib import Path

import pytest

from bot.outbox.opening import UnknownOutbox, open_outbox, sqlite_url
from tests.outbox.requests import request


@pytest.mark.parametrize("folder", ["state", "with space", "100%", "a?b#c"])
async def test_the_outbox_of_a_state_directory_is_a_file_in_it(tmp_path, folder):
    state = tmp_path / folder
    state.mkdir()
    outbox = open_outbox(sqlite_url(state))
    await outbox.accept(request(1))
    await outbox.close()
    assert (state / "outbox.sqlite3").is_file()


def test_the_url_of_a_state_directory():
    assert sqlite_url(Path("/var/lib/il-alert-bot")) == "sqlite:///var/lib/il-alert-bot/outbox.sqlite3"


@pytest.mark.parametrize(
    "url", ["", "outbox.sqlite3", "sqlite://", "sqlite://host/path", "mysql://u:secret@host/db", "sqlite:///"]
)
def test_any_other_url_is_refused_and_not_repeated(url):
    with pytest.raises(UnknownOutbox, match="expected sqlite:///path/to/a/file") as refused:
        open_outbox(url)
    assert "secret" not in str(refused.value)
