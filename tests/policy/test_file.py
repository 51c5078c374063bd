import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.diagnostics import PolicyError
from bot.policy.file import load_policy
from bot.policy.schema import Policy


def problem_of(path: Path) -> str:
    with pytest.raises(PolicyError) as raised:
        load_policy(path)
    (problem,) = raised.value.diagnostics
    return str(problem).replace(f"{path.parent}/", "")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.touch(mode=0o644)
    return path


def test_loads_a_policy(file: Path):
    file.write_text('admin_channel = "#ops"\n')
    assert load_policy(file).policy == Policy(admin_channel="#ops")


def test_the_version_names_the_content(file: Path):
    file.write_text('admin_channel = "#ops"\n')
    assert load_policy(file).version == "97646a249030"


def test_follows_links(file: Path):
    file.write_text('admin_channel = "#ops"\n')
    link = file.with_name("link.toml")
    link.symlink_to(file.name)
    assert load_policy(link) == load_policy(file)


def test_a_missing_file(tmp_path: Path):
    assert problem_of(tmp_path / "config.toml") == (
        "config.toml: found no such file, expected a policy file; config.example.toml is one to start from"
    )


def test_a_missing_directory(tmp_path: Path):
    assert "found no such file" in problem_of(tmp_path / "nowhere" / "config.toml")


def test_a_link_to_nowhere(file: Path):
    file.unlink()
    file.symlink_to("gone.toml")
    assert problem_of(file) == ("config.toml: found a link to gone.toml, which does not exist, expected a policy file")


def test_links_in_a_circle(file: Path):
    file.unlink()
    file.symlink_to("config.toml")
    assert problem_of(file) == (
        "config.toml: found an error (Too many levels of symbolic links), expected a file that can be read"
    )


def test_a_directory(tmp_path: Path):
    path = tmp_path / "config.toml"
    path.mkdir()
    assert problem_of(path) == "config.toml: found a directory, expected a file; name the file in it"


def test_a_file_on_the_way(file: Path):
    assert "found an error (Not a directory), expected a file that can be read" in problem_of(file / "config.toml")


def test_a_named_pipe_is_not_waited_for(file: Path):
    file.unlink()
    os.mkfifo(file)
    assert problem_of(file) == "config.toml: found a device, pipe or socket, expected an ordinary file"


@pytest.fixture
def unreadable(file: Path) -> Iterator[Path]:
    file.chmod(0)
    before = os.geteuid()
    if before == 0:
        # Root may read everything; nobody may not.
        os.seteuid(65534)
    yield file
    os.seteuid(before)


def test_an_unreadable_file(unreadable: Path):
    assert problem_of(unreadable) == (
        "config.toml: found a file or directory closed to this user, expected a file that this user may read"
    )


def test_a_file_that_everybody_may_write(file: Path):
    file.chmod(0o666)
    assert problem_of(file) == (
        "config.toml: found a file that everybody on this machine may write (mode 0666), "
        "expected a file that only its owner or group may write; chmod o-w config.toml"
    )


def test_an_empty_file(file: Path):
    assert problem_of(file) == (
        "config.toml:1:1: found nothing that configures anything, expected at least one key; "
        "for the defaults alone write `ilert_users.enabled = true`"
    )


def test_of_a_large_file_only_the_beginning_is_read(file: Path):
    os.truncate(file, 50_000_000_000)
    assert problem_of(file) == (
        "config.toml: found a larger file, expected at most 1000000 bytes; is this the right one?"
    )


def test_the_largest_file(file: Path):
    line = b'admin_channel = "#ops"\n'
    file.write_bytes(line + b"#" * (1_000_000 - len(line)))
    assert load_policy(file).policy == Policy(admin_channel="#ops")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (
            b"\xef\xbb\xbfadmin_channel = 1",
            "config.toml:1:17: admin_channel: found 1 (number), expected text in quotes",
        ),
        (
            "admin_channel = 1".encode("utf-16"),
            "config.toml:1:1: found UTF-16, expected UTF-8; save it as UTF-8",
        ),
        (
            'a = "ä"\r\nb = "Übersee"'.encode() + b" # B\xfcro",
            "config.toml:2:18: found the byte 0xFC, expected UTF-8; in Latin-1 this is ü; save the file as UTF-8",
        ),
        (
            b"a = \x80",
            "config.toml:1:5: found the byte 0x80, expected UTF-8; save the file as UTF-8",
        ),
        (
            'a = "ü'.encode()[:-1],
            "config.toml:1:6: found the byte 0xC3, expected UTF-8; in Latin-1 this is Ã; save the file as UTF-8",
        ),
    ],
    ids=["BOM", "UTF-16", "Latin-1", "no letter", "half a character"],
)
def test_mistakes_after_marks_and_in_other_encodings(file: Path, content: bytes, problem: str):
    file.write_bytes(content)
    assert problem_of(file) == problem


def test_a_byte_order_mark_is_skipped(file: Path):
    file.write_bytes(b'\xef\xbb\xbfadmin_channel = "#ops"\n')
    assert load_policy(file).policy == Policy(admin_channel="#ops")


@given(st.binary())
def test_no_content_crashes(tmp_path_factory: pytest.TempPathFactory, content: bytes):
    path = tmp_path_factory.getbasetemp() / "arbitrary.toml"
    path.touch(mode=0o644)
    path.write_bytes(content)
    try:
        load_policy(path)
    except PolicyError as error:
        assert error.diagnostics  # noqa: PT017  (whether it is raised depends on the content)
