"""Alert requests by number, for tests of the outbox."""

import dataclasses

from bot.domain.alerts import Person
from tests.alerts import EVENT


def request(number=1, person="U0SAM000001", **more):
    return dataclasses.replace(
        EVENT,
        dialog_id=f"V{number:010}",
        reference=f"0000-{number:04}",
        summary=f"alert {number}",
        person=Person(person, person.title(), email="secret@acme.example"),
        **more,
    )
