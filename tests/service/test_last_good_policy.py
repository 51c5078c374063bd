"""The last good policy file, for a start that meets a broken one."""

import pytest
from structlog.testing import capture_logs

from bot.policy.diagnostics import PolicyError
from bot.policy.file import load_policy
from bot.service import last_good_policy

GOOD = "[ilert_users]\nenabled = false\n"


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text(GOOD)
    file.chmod(0o644)
    return file


@pytest.fixture
def state_dir(tmp_path):
    folder = tmp_path / "state"
    folder.mkdir()
    return folder


def test_a_good_file_is_kept_closed_to_others_and_not_needed(path, state_dir):
    loaded = last_good_policy.load(path, state_dir)
    assert loaded.instead_of is None
    last_good_policy.keep(state_dir, loaded)
    (kept,) = state_dir.iterdir()
    assert kept.read_text() == GOOD
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["x = ", "[ilert_users]\nenabled = 7\n", None])
def test_where_the_file_is_broken_or_missing_the_last_good_one_is_used(path, state_dir, content):
    good = load_policy(path)
    last_good_policy.keep(state_dir, good)
    if content is None:
        path.unlink()
    else:
        path.write_text(content)
    loaded = last_good_policy.load(path, state_dir)
    assert (loaded.policy, loaded.version) == (good.policy, good.version)
    assert str(path) in str(loaded.instead_of)


@pytest.mark.parametrize("kept", [None, "y = "])
def test_where_there_never_was_a_good_one_the_files_own_mistake_is_told(path, state_dir, kept):
    if kept is not None:
        (state_dir / last_good_policy.NAME).write_text(kept)
    path.write_text("x = ")
    with pytest.raises(PolicyError) as refused:
        last_good_policy.load(path, state_dir)
    assert str(path) in str(refused.value)


def test_the_same_file_is_not_written_again(path, state_dir):
    loaded = load_policy(path)
    last_good_policy.keep(state_dir, loaded)
    before = (state_dir / last_good_policy.NAME).stat().st_ino
    last_good_policy.keep(state_dir, loaded)
    assert (state_dir / last_good_policy.NAME).stat().st_ino == before


def test_a_state_directory_that_takes_nothing_is_logged_and_ends_nothing(path, tmp_path):
    with capture_logs() as lines:
        last_good_policy.keep(tmp_path / "missing", load_policy(path))
    assert [line["event"] for line in lines] == ["last_good_policy_not_kept"]
