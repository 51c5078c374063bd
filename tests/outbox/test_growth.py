"""What is asked of an outbox all the time costs the same however many settled alerts it keeps."""

from contextlib import closing

import pytest

from bot.outbox import card_table, live_table, notice_table, queue_table, sightings_table
from bot.outbox.model import Event
from bot.outbox.schema import OUTBOX
from bot.storage.database import open_database
from tests.outbox.requests import request

SETTLED = 400
INTERESTS = {"reporter": Event, "card": Event}

# By far less than for each settled alert one.
SLACK_STEPS = 100


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    with closing(open_database(tmp_path_factory.mktemp("empty") / "outbox.sqlite3", (OUTBOX,))) as database:
        yield database


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """Keeps alerts that were raised and resolved, each with its card and all that was told of it."""
    with closing(open_database(tmp_path_factory.mktemp("full") / "outbox.sqlite3", (OUTBOX,))) as database:
        settle_many(database)
        yield database


def settle_many(database):
    for number in range(1, SETTLED + 1):
        queue_table.accept(database, request(number), 1.0)
        notice_table.announce(database, number, Event.RAISED, 1.0)
    database.execute("UPDATE alert SET state = 'raised', sent_at = 2, settled_at = 3, way = 'event'")
    while notices := notice_table.claim(database, "us", INTERESTS, 2.0, 100, 60.0):
        for notice in notices:
            notice_table.finish(database, [notice], "notified", 2.0)
    database.execute(
        "INSERT INTO live_alert (alert, alert_id, seen, raised_at, changed_at, ended) "
        "SELECT number, number, '{}', 3, 3, 'resolved' FROM alert"
    )
    database.execute(
        "INSERT INTO card (alert, state, channel, ts, shown) SELECT number, 'posted', 'C1', '1.0', 1 FROM alert"
    )


def steps_of(database, work):
    """Count the instructions of SQLite's virtual machine that something takes."""
    steps = 0

    def step():
        nonlocal steps
        steps += 1

    database.set_progress_handler(step, 1)
    try:
        work(database)
    finally:
        database.set_progress_handler(None, 1)
    return steps


@pytest.mark.parametrize(
    "work",
    [
        lambda database: queue_table.accept(database, request(SETTLED + 1), 9.0),
        lambda database: queue_table.claim(database, "us", 9.0, 20, 60.0),
        lambda database: queue_table.extend(database, "us", [request(1).key], 9.0, 90.0),
        lambda database: queue_table.next_due(database, "us", 9.0),
        queue_table.probe,
        lambda database: sightings_table.followed(database, 5.0),
        lambda database: live_table.live(database, 0),
        lambda database: live_table.reported_by(database, "U_NEW", 20),
        lambda database: notice_table.claim(database, "us", INTERESTS, 9.0, 20, 60.0),
        lambda database: card_table.due(database, 9.0, 0),
        card_table.live,
    ],
    ids=[
        "accept",
        "claim",
        "extend",
        "wait_until_due",
        "probe",
        "followed",
        "live",
        "reported_by",
        "claim_notices",
        "due_cards",
        "live_cards",
    ],
)
def test_what_is_settled_costs_nothing(empty, full, work):
    assert steps_of(full, work) <= steps_of(empty, work) + SLACK_STEPS
