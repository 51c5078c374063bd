"""What is compared with what in a clone, whatever was cloned."""

import subprocess

import pytest

from tests.bench.base import base


class Repository:
    def __init__(self, path):
        self.path = path
        self.commits = 0
        self.git("init", "--quiet", "--initial-branch", "main")

    def git(self, *arguments):
        who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@acme.example")
        done = subprocess.run(["git", *who, *arguments], cwd=self.path, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def commit(self):
        self.commits += 1
        self.git("commit", "--quiet", "--allow-empty", "--message", f"Change {self.commits}")
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path):
    return Repository(tmp_path)


def test_a_branch_is_compared_with_where_it_left_the_main_one(repository):
    repository.commit()
    left = repository.commit()
    repository.git("switch", "--quiet", "--create", "feature")
    repository.commit()
    repository.commit()
    repository.git("switch", "--quiet", "main")
    repository.commit()
    repository.git("switch", "--quiet", "feature")
    assert base(repository.path) == left


def test_the_main_branch_is_compared_with_the_last_release(repository):
    repository.commit()
    repository.git("tag", "v1.0.0")
    for _ in range(3):
        repository.commit()
    assert base(repository.path) == "v1.0.0"


def test_a_release_is_compared_with_the_one_before(repository):
    for release in ("v1.0.0", "v1.1.0"):
        repository.commit()
        repository.git("tag", release)
    assert base(repository.path) == "v1.0.0"


def test_without_a_release_it_is_the_commit_before(repository):
    before = repository.commit()
    repository.commit()
    assert base(repository.path) == before


def test_the_first_commit_is_compared_with_nothing(repository):
    repository.commit()
    assert base(repository.path) == ""
