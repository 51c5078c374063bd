"""The demo's own PostgreSQL: made, reached and removed, or a sentence where it cannot be."""

import os

import pytest

from bot.cli.demo.database import cluster, programs
from bot.cli.exits import CommandFailed
from tests import postgres


@pytest.mark.skipif(postgres.programs() is None, reason=postgres.MISSING)
def test_it_is_made_for_somebody_who_may_run_it_and_gone_afterwards():
    with cluster() as made:
        assert (made.data / "PG_VERSION").is_file()
        assert made.folder.stat().st_mode & 0o777 == 0o700
        assert made.folder.stat().st_uid != 0
        assert (made.user is None) is (os.geteuid() != 0)
    assert not made.folder.exists()


def test_without_its_programs_the_package_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CommandFailed, match="Debian has them in the package postgresql"):
        programs(tmp_path)


def test_the_newest_of_several_versions_is_taken(tmp_path):
    for version in ("9", "15", "13"):
        folder = tmp_path / version / "bin"
        folder.mkdir(parents=True)
        for name in ("initdb", "postgres"):
            (folder / name).touch()
    (tmp_path / "17" / "bin").mkdir(parents=True)
    assert programs(tmp_path) == tmp_path / "15" / "bin"
