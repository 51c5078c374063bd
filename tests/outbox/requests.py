"""Alert requests by number, results, and a time that a test sets, for tests of the outbox."""

import dataclasses

from bot.domain.alerts import Failure, NotDelivered, Person, Raised, Sighting
from bot.outbox.model import RetryLater, Route, Settled
from tests.alerts import EVENT

DONE = Settled(Raised(Sighting(9, "https://x.example")))
REFUSED = Settled(NotDelivered(Failure.ILERT_REFUSED, "400"))
LATER = RetryLater(10.0, Failure.ILERT_UNREACHABLE, "503", None)
ROUTE = Route("event", "network")


def request(number=1, person="U0SAM000001", **more):
    return dataclasses.replace(
        EVENT,
        dialog_id=f"V{number:010}",
        reference=f"0000-{number:04}",
        summary=f"alert {number}",
        person=Person(person, person.title(), email="secret@acme.example"),
        **more,
    )


class Clock:
    """A time that stands still until somebody sets it, in seconds since 1970."""

    def __init__(self, now=5.0):
        self.now = now

    def __call__(self):
        return self.now
