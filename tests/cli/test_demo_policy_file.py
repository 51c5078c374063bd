"""The demo's policy file, saved and checked."""

import asyncio

import pytest

from bot.cli.demo.policy_file import PolicyFileChecker
from bot.sandbox.backstage import Conflict

GOOD = """
[ilert_users]
channels = "any"
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(GOOD)
    return path


@pytest.fixture
def checker(file, tmp_path):
    return PolicyFileChecker(file, tmp_path, lambda: None)


@pytest.fixture
async def verdicts(file, tmp_path):
    """What is said to each save, one after the other."""
    queue = asyncio.Queue()
    checker = PolicyFileChecker(file, tmp_path, lambda: queue.put_nowait(checker.verdict))
    following = asyncio.create_task(checker.follow())
    yield checker, queue
    following.cancel()


async def test_a_refused_save_leaves_the_last_good_policy(verdicts):
    checker, queue = verdicts
    good = checker.good
    checker.save("[ilert_users]\nchannel = 5\n")
    refused = await asyncio.wait_for(queue.get(), 10)
    assert (refused.accepted, refused.saves, checker.good) == (False, 1, good)
    assert [remark.line for remark in refused.remarks if remark.level == "error"] == [2]
    checker.save("[ilert_users]\nchannels = ['#ops']\n")
    mended = await asyncio.wait_for(queue.get(), 10)
    assert (mended.accepted, mended.changes) == (True, ['ilert_users.channels is now #ops, was "any".'])
    assert checker.good.policy.ilert_users.channels == ["#ops"]


def test_tests_that_fail_are_told_though_the_bot_takes_the_file(file, checker):
    checker.save(GOOD + "[[test]]\nuser = 'anyone'\nchannel = '#demo'\noffers = [81211]\n")
    verdict = PolicyFileChecker(file, file.parent, lambda: None).verdict
    assert (verdict.accepted, verdict.text) == (True, file.read_text())
    [remark] = verdict.remarks
    assert (remark.level, "81211" in remark.text) == ("error", True)


def test_a_file_that_cannot_be_written_is_left_alone(tmp_path, file, checker):
    checker.save(GOOD)
    file.unlink()
    file.mkdir()
    with pytest.raises(Conflict, match="cannot be written"):
        checker.save(GOOD)
    assert list(tmp_path.iterdir()) == [file]


def test_text_that_no_file_can_hold_is_refused(file, checker):
    with pytest.raises(Conflict, match="cannot be written"):
        checker.save("\ud800")
    assert file.read_text() == GOOD
