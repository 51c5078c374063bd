"""What doctor says of the database that several hosts share."""

import dataclasses

import pytest

from bot.cli.doctor.database import database_sections, results
from bot.cli.doctor.findings import Status
from bot.config.settings import LocalSettings
from bot.outbox.opening import open_outbox
from bot.outbox.postgres import host_table
from bot.outbox.postgres.facts import Facts
from bot.outbox.postgres.host_table import Host

NOW = 1_790_000_000.0
ALPHA = Host("alpha-1f", "0.1.0", "v1", NOW, 2.0, leads=True)
GOOD = Facts(150_000, NOW, (), 0, synchronous=False, may_make_tables=True, hosts=[ALPHA])


def found(now=NOW, **more):
    judged = results(dataclasses.replace(GOOD, **more), now)
    return [(one.status, one.subject) for one in judged if one.status in (Status.WARNING, Status.BROKEN)]


def test_a_sound_database_has_nothing_wrong():
    assert found() == []
    assert found(standbys=2, synchronous=True) == []


@pytest.mark.parametrize(
    ("trouble", "status", "subject"),
    [
        ({"version": 120_017}, Status.BROKEN, "version"),
        ({"not_durable": ["fsync"]}, Status.BROKEN, "durability"),
        ({"standbys": 1}, Status.WARNING, "standbys"),
        ({"may_make_tables": False}, Status.WARNING, "rights"),
        ({"now": NOW + 3600.0}, Status.WARNING, "clock"),
        ({"hosts": [dataclasses.replace(ALPHA, leads=False)]}, Status.WARNING, "leader"),
        ({"hosts": [ALPHA, dataclasses.replace(ALPHA, name="beta", policy_version="v2")]}, Status.WARNING, "policy"),
        ({"hosts": [ALPHA, dataclasses.replace(ALPHA, name="beta", seen_ago=90.0)]}, Status.WARNING, "host"),
    ],
)
def test_what_is_wrong_is_said(trouble, status, subject):
    assert found(**trouble) == [(status, subject)]


def test_nothing_that_is_shared_names_a_host():
    for one in results(GOOD, NOW):
        assert one.shared
        assert "alpha" not in one.shared


async def test_a_real_database_is_asked(postgres):
    url = postgres.new_url()
    outbox = open_outbox(url, owner="alpha-1f#1")
    await outbox.work(lambda database, now: host_table.show(database, "alpha-1f", "0.1.0", "v1", now))
    await outbox.lead(60.0)
    await outbox.close()
    (section,) = await database_sections(LocalSettings(IL_ALERT_DATABASE_URL=url))
    said = {one.subject: one for one in section.results}
    # The server of the tests runs without.
    assert said["durability"].result.startswith("fsync is off")
    assert said["version"].status is Status.GOOD
    assert said["host"].result.startswith("alpha-1f: il-alert-bot 0.1.0, policy v1, last seen ")
    assert said["host"].result.endswith(", leads")


async def test_a_database_that_is_away_is_broken_and_none_is_nothing():
    away = LocalSettings(IL_ALERT_DATABASE_URL="postgresql://bot:hunter2@/db?host=/nowhere")
    (section,) = await database_sections(away)
    (one,) = section.results
    assert one.status is Status.BROKEN
    assert "hunter2" not in one.result
    assert await database_sections(LocalSettings(IL_ALERT_DATABASE_URL="")) == []
