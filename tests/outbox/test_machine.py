"""The outbox under any order of accepting, claiming, sending, crashing, recovering and settling.

The real tables, the real sender and a simulated ilert that may lose answers, take its time to list an alert, and
whose alerts may be resolved. Time passes only in steps of the machine.
"""

import asyncio
import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from bot.delivery.schedule import WINDOW_SECONDS
from bot.delivery.sender import SETTLE_SECONDS, Sender
from bot.delivery.shared_looks import SharedLooks
from bot.domain.alerts import DialogKind, NotSeen, Raised, Sent, Sighting
from bot.ilert.client import IlertClient
from bot.outbox import admin_table, notice_table, queue_table, sightings_table
from bot.outbox.model import Event, PagedNow, RetryLater, State
from bot.outbox.store import LeaseLost
from bot.storage.transaction import transaction
from tests.alerts import DIRECTORY
from tests.english import WORDINGS
from tests.outbox.databases import InPostgres, InSqlite
from tests.outbox.requests import request
from tests.outbox.simulated_ilert import Killed, SimulatedIlert

FAULTS = ("up", "refuse", "lose_before", "lose_after", "500_before", "500_after", "429", "crash_before", "crash_after")


LEASE = 120.0
BOTH = {"reporter": Event, "admins": Event}
WORKERS = ("one", "two", "three")


class OutboxMachine(RuleBasedStateMachine):
    def __init__(self, kept):
        super().__init__()
        self.now = 1_000_000.0
        self.kept = kept
        self.database = kept.open()
        self.runs = Counter()
        self.ilert = SimulatedIlert(lambda: self.now)
        self.loop = asyncio.new_event_loop()
        self.claimed = []
        self.accepted = {}
        self.finished = set()
        self.told = set()
        self.order = []

    def teardown(self):
        self.loop.close()
        self.database.close()
        self.kept.remove()

    def owner(self, worker):
        return f"{worker}#{self.runs[worker]}"

    def sender(self):
        async def pass_time(seconds):
            self.now += seconds

        client = IlertClient(self.ilert, clock=lambda: self.now, sleep=pass_time)
        looks = SharedLooks(client, sleep=pass_time)
        return Sender(client, looks, lambda: DIRECTORY, WORDINGS, clock=lambda: self.now)

    @rule(
        number=st.integers(1, 4),
        person=st.sampled_from(["U0SAM", "U0EVE"]),
        by_event=st.booleans(),
        worker=st.sampled_from(WORKERS),
        lease=st.sampled_from([None, LEASE / 2]),
    )
    def accept(self, number, person, by_event, worker, lease):
        asked = request(number, person, dialog=DialogKind.CHANNEL if by_event else DialogKind.ACCOUNT)
        accepted = self.kept.accept(self.database, asked, self.now, self.owner(worker), lease)
        assert accepted.new == (asked.key not in self.accepted)
        self.accepted.setdefault(asked.key, asked)
        if accepted.claimed is not None:
            assert lease is not None
            self.hold([accepted.claimed])

    @rule(number=st.integers(1, 6))
    def crash_while_accepting(self, number):
        asked = request(number)
        if asked.key in self.accepted:
            return
        try:
            with transaction(self.database):
                self.database.execute(
                    "INSERT INTO alert (key, reference, person, request, accepted_at, trying_since) "
                    "VALUES (?, '', '', '', 0, 0)",
                    (asked.key,),
                )
                raise Killed
        except Killed:
            self.restart()

    @rule(limit=st.integers(1, 3), worker=st.sampled_from(WORKERS))
    def claim(self, limit, worker):
        self.hold(queue_table.claim(self.database, self.owner(worker), self.now, limit, LEASE))

    def hold(self, entries):
        # Those whose leases have ended are held by somebody who does not know it yet.
        held = {entry.request.person.id for entry in self.claimed if entry.lease_until > self.now}
        people = [entry.request.person.id for entry in entries]
        assert not held & set(people)
        assert len(people) == len(set(people))
        self.claimed += entries

    @precondition(lambda self: self.claimed)
    @rule(
        fault=st.sampled_from(FAULTS),
        crash_recording=st.booleans(),
        lag=st.sampled_from([9.0, 0.0]),
        which=st.integers(0, 3),
    )
    def deliver(self, fault, crash_recording, lag, which):
        entry = self.claimed.pop(which % len(self.claimed))
        # An event that was resolved before it was listed cannot be told from one that never came.
        by_event = entry.request.dialog is DialogKind.CHANNEL
        self.ilert.fault, self.ilert.lag = fault, 0.0 if by_event else lag

        async def before_send(route):
            queue_table.sending(self.database, entry, route, self.now, LEASE)

        try:
            result = self.loop.run_until_complete(self.sender().attempt(entry, before_send))
            self.now += 0.1
            if crash_recording:
                self.restart()
                return
            self.record(entry, result)
        except Killed:
            self.restart()
        except LeaseLost:
            assert entry.lease_until <= self.now

    def record(self, entry, result):
        if isinstance(result, RetryLater):
            queue_table.postpone(self.database, entry, result, self.now)
            return
        queue_table.settle(self.database, entry, result, self.now)
        if not isinstance(result.outcome, Sent):
            assert entry.key not in self.finished
            self.finished.add(entry.key)

    @rule(drops=st.booleans())
    def change_the_filter(self, drops):
        self.ilert.drops_events = drops

    @rule(learns=st.booleans())
    def track(self, learns):
        """Look as the tracker does; what it does not see after its window is raised by hand, once."""
        listed = {one["alertKey"]: one["id"] for one in self.ilert.seen()}
        for entry in sightings_table.followed(self.database, self.now - 3600.0):
            if entry.key in listed:
                outcome = Raised(Sighting(listed[entry.key]), by_event=True)
                assert sightings_table.conclude(self.database, entry, outcome, self.now)
            elif entry.state is State.SENT and self.now - entry.sent_at >= WINDOW_SECONDS:
                if learns:
                    assert sightings_table.stand_in(self.database, entry, self.now)
                else:
                    assert sightings_table.conclude(self.database, entry, NotSeen(), self.now)

    @rule(person=st.sampled_from(["U0SAM", "U0EVE"]))
    def page_now(self, person):
        for key in self.accepted:
            pressed = [sightings_table.page_now(self.database, key, person, self.now) for _ in range(2)]
            assert [type(one) for one in pressed].count(PagedNow) <= 1

    @rule(worker=st.sampled_from(WORKERS), heard=st.booleans())
    def tell(self, worker, heard):
        for notice in notice_table.claim(self.database, self.owner(worker), BOTH, self.now, 3, LEASE):
            if heard:
                told = (notice.entry.key, notice.subscriber, notice.event)
                assert told not in self.told
                self.told.add(told)
                assert not notice_table.finish(self.database, [notice], "notified", self.now)
            else:
                notice_table.postpone(self.database, notice, 0.0, self.now, mistake=False)

    @rule()
    def crash(self):
        self.restart()

    @precondition(lambda self: self.kept.is_shared)
    @rule(worker=st.sampled_from(WORKERS))
    def crash_of_one_host(self, worker):
        self.claimed = [entry for entry in self.claimed if entry.owner != self.owner(worker)]
        self.start(worker)

    def start(self, worker):
        self.runs[worker] += 1
        self.kept.recover(self.database, self.owner(worker), self.now)

    @rule(seconds=st.sampled_from([2.0, SETTLE_SECONDS, LEASE]))
    def wait(self, seconds):
        self.now += seconds

    @precondition(lambda self: any(not alert["resolved"] for alert in self.ilert.alerts))
    @rule()
    def resolve(self):
        next(alert for alert in self.ilert.alerts if not alert["resolved"])["resolved"] = True

    def restart(self):
        self.database.close()
        self.claimed = []
        self.database = self.kept.open()
        self.now += 1.0
        for worker in WORKERS:
            self.start(worker)

    def tell_all(self):
        for _ in range(6 * len(self.accepted)):
            self.tell("one", True)  # noqa: FBT003 - a rule of the machine
        everybody = {(key, who, Event.RAISED) for key in self.accepted for who in ("reporter", "admins")}
        assert everybody <= self.told

    @invariant()
    def nothing_accepted_is_lost(self):
        assert {entry.key for entry in admin_table.listed(self.database)} == set(self.accepted)

    @invariant()
    def nothing_is_twice_in_ilert(self):
        assert all(count == 1 for count in Counter(one["summary"] for one in self.ilert.alerts).values())

    @invariant()
    def what_is_settled_is_in_ilert(self):
        there = {alert["summary"] for alert in self.ilert.alerts}
        delivered = {entry.request.summary for entry in admin_table.listed(self.database, "raised")}
        assert delivered <= there

    @rule()
    def in_the_end_everything_arrives_once_and_in_order(self):
        self.ilert.fault, self.ilert.lag, self.ilert.drops_events = "up", 0.0, False
        self.restart()
        for _ in range(200):
            self.claimed += queue_table.claim(self.database, self.owner("one"), self.now, 10, LEASE)
            while self.claimed:
                self.deliver("up", False, 0.0, 0)  # noqa: FBT003 - a rule of the machine
            self.track(True)  # noqa: FBT003 - a rule of the machine
            self.page_now("U0SAM")
            if not any(admin_table.listed(self.database, state) for state in ("waiting", "sent")):
                break
            self.now += 1.0
        self.tell_all()
        there = [alert["summary"] for alert in self.ilert.alerts]
        assert sorted(there) == sorted(asked.summary for asked in self.accepted.values())
        for person in ("U0SAM", "U0EVE"):
            asked = [one.summary for one in self.accepted.values() if one.person.id == person]
            in_order = [summary for summary in asked if summary not in self.ilert.dropped]
            assert [summary for summary in there if summary in in_order] == in_order


def size(cases):
    """How many runs of the machine, unless MACHINE_CASES says it, and of how many steps."""
    cases = int(os.environ.get("MACHINE_CASES", cases))
    return settings(max_examples=cases, stateful_step_count=30, suppress_health_check=list(HealthCheck))


@pytest.mark.timeout(300)
def test_in_a_file():
    run_state_machine_as_test(lambda: OutboxMachine(InSqlite()), settings=size(30))


@pytest.mark.timeout(300)
def test_in_a_database_of_several_hosts(postgres):
    run_state_machine_as_test(lambda: OutboxMachine(InPostgres(postgres)), settings=size(12))
