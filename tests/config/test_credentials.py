"""The secrets as files."""

import stat

import pytest

from bot.config import credentials
from bot.config.credentials import CREDENTIALS, CredentialMalformed

BY_NAME = {one.name: one for one in CREDENTIALS}


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize(
    ("name", "text", "secret"),
    [
        ("SLACK_BOT_TOKEN", "xoxb-1-2-abc\n", "xoxb-1-2-abc"),
        ("SLACK_APP_TOKEN", "  xapp-1-A-2-b ", "xapp-1-A-2-b"),
        ("ILERT_API_TOKEN", "il1api0123\r\n", "il1api0123"),
    ],
)
def test_white_space_around_a_secret_is_dropped(name, text, secret):
    assert BY_NAME[name].parse(text) == secret


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1-app"),
        ("SLACK_BOT_TOKEN", "xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-1-bot"),
        ("SLACK_APP_TOKEN", "xapp-1 xapp-2"),
        ("ILERT_API_TOKEN", "xoxb-1-bot"),
        ("ILERT_API_TOKEN", "xapp-1-app"),
        ("ILERT_API_TOKEN", "il1api\u2026"),
        ("ILERT_API_TOKEN", "il1api\u200b"),
        ("ILERT_API_TOKEN", ""),
    ],
)
def test_what_cannot_be_the_secret_is_refused_and_not_repeated(name, text):
    with pytest.raises(CredentialMalformed, match=f"^{name}: expected a") as caught:
        BY_NAME[name].parse(text)
    assert text in ("", "xoxb-") or text not in str(caught.value)


def test_files_are_closed_to_others_and_replaced_one_by_one(tmp_path):
    directory = tmp_path / "etc" / "credentials"
    credentials.prepare(directory)
    credentials.write(directory, {"SLACK_BOT_TOKEN": "xoxb-1", "ILERT_API_TOKEN": "first"})
    credentials.write(directory, {"ILERT_API_TOKEN": "second"})
    assert {path.name: path.read_text() for path in directory.iterdir()} == {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "ILERT_API_TOKEN": "second",
    }
    assert mode(directory) == 0o700
    assert {mode(path) for path in directory.iterdir()} == {0o600}
    assert credentials.missing(directory) == ["SLACK_APP_TOKEN"]


def test_a_directory_that_was_open_is_closed(tmp_path):
    tmp_path.chmod(0o755)
    credentials.prepare(tmp_path)
    assert mode(tmp_path) == 0o700


def test_nothing_is_replaced_where_one_cannot_be_written(tmp_path):
    credentials.write(tmp_path, {"SLACK_BOT_TOKEN": "xoxb-old"})
    with pytest.raises(OSError, match="No such file or directory"):
        credentials.write(tmp_path, {"SLACK_BOT_TOKEN": "xoxb-new", "nowhere/ILERT_API_TOKEN": "key"})
    assert [path.name for path in tmp_path.iterdir()] == ["SLACK_BOT_TOKEN"]
    assert (tmp_path / "SLACK_BOT_TOKEN").read_text() == "xoxb-old"
