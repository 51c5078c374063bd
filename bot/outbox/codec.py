"""How a row is written in the database, and read back. Pure."""

import dataclasses
import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.domain.alerts import AlertRequest, Delivered, Failure, NotDelivered, Origin, Outcome, Person, Target
from bot.outbox.model import Route, Row


class RowUnreadable(Exception):
    """A row's text is not what this program writes."""


def dump_request(request: AlertRequest) -> str:
    """Write a request. Of the person only what the alert shows: their id and name."""
    written = dataclasses.asdict(request)
    written["person"] = {"id": request.person.id, "name": request.person.name}
    written["submitted_at"] = request.submitted_at.isoformat()
    return json.dumps(written, ensure_ascii=False)


def load_request(text: str) -> AlertRequest:
    """Read a request back.

    Raises:
        RowUnreadable: It is not one.
    """
    try:
        read = json.loads(text)
        return AlertRequest(
            **{
                **read,
                "person": Person(**read["person"]),
                "place": Origin(**read["place"]),
                "target": Target(**read["target"]),
                "submitted_at": datetime.fromisoformat(read["submitted_at"]),
            }
        )
    except (ValueError, TypeError, KeyError) as error:
        raise RowUnreadable(f"{type(error).__name__}: {error}") from error


def dump_outcome(outcome: Outcome) -> str:
    """Write an outcome; the row's state says of which kind it is."""
    return json.dumps(dataclasses.asdict(outcome), ensure_ascii=False)


def load_row(record: sqlite3.Row | Mapping[str, Any]) -> Row:
    """Read a row.

    Raises:
        RowUnreadable: It was not written by this program.
    """
    return Row(
        number=record["number"],
        request=load_request(record["request"]),
        state=record["state"],
        accepted_at=record["accepted_at"],
        trying_since=record["trying_since"],
        tries=record["tries"],
        next_try_at=record["next_try_at"],
        claimed=bool(record["claimed"]),
        route=Route(record["way"], record["routing_key"]) if record["way"] is not None else None,
        unknown_since=record["unknown_since"],
        problem=record["problem"],
        outcome=_outcome(record["state"], record["outcome"]),
        settled_at=record["settled_at"],
        told=bool(record["told"]),
    )


def _outcome(state: str, text: str | None) -> Outcome | None:
    if text is None:
        return None
    try:
        read = json.loads(text)
        if state == "delivered":
            return Delivered(**read)
        return NotDelivered(Failure(read["reason"]), read["detail"])
    except (ValueError, TypeError, KeyError) as error:
        raise RowUnreadable(f"{type(error).__name__}: {error}") from error
