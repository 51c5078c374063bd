"""One daemon per state directory."""

import os
import socket

import pytest

from bot.storage.lock import NAME, StateDirectoryHeld, StateDirectoryUnusable, hold


def test_a_second_one_is_told_who_holds_it(tmp_path):
    with (
        hold(tmp_path),
        pytest.raises(StateDirectoryHeld, match=f"process {os.getpid()} on {socket.gethostname()}, since 20"),
        hold(tmp_path),
    ):
        pass


def test_it_is_free_again_afterwards_whatever_the_file_says(tmp_path):
    with hold(tmp_path):
        pass
    (tmp_path / NAME).write_text("rubbish")
    with hold(tmp_path):
        pass


def test_a_holder_that_could_not_say_who_it_is_still_holds(tmp_path):
    with hold(tmp_path):
        (tmp_path / NAME).write_text("")
        with pytest.raises(StateDirectoryHeld, match="it did not say who it is"), hold(tmp_path):
            pass


def test_a_directory_that_is_not_there_is_named(tmp_path):
    with (
        pytest.raises(StateDirectoryUnusable, match="nowhere/state cannot be used: No such file"),
        hold(tmp_path / "nowhere" / "state"),
    ):
        pass


def test_a_directory_whose_parent_is_there_is_made_for_this_user_alone(tmp_path):
    state = tmp_path / "state"
    with hold(state):
        assert state.stat().st_mode & 0o777 == 0o700
