"""Files are replaced whole."""

import stat

import pytest

from bot.runtime.replace_file import replace_file, replace_file_in_parts, replace_files


def test_a_file_is_made_for_its_owner_alone_and_replaced(tmp_path):
    path = tmp_path / "file"
    replace_file(path, b"one")
    replace_file_in_parts(path, iter((b"t", b"wo")))
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_whoever_has_the_old_one_open_reads_it_to_its_end(tmp_path):
    path = tmp_path / "file"
    replace_file(path, b"one")
    with path.open("rb") as file:
        replace_file(path, b"two")
        assert file.read() == b"one"


def test_where_one_cannot_be_written_none_is_replaced_and_nothing_is_left_behind(tmp_path):
    path = tmp_path / "file"
    replace_file(path, b"one")
    with pytest.raises(FileNotFoundError):
        replace_files({path: b"two", tmp_path / "nowhere" / "file": b"two"})
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]
