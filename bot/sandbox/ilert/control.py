"""What a person does in ilert's web application: act on alerts, set alert sources up, hide and damage what is read."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, get_args

from bot.sandbox.ilert.account import Alert, AlertCreation, AlertSource
from bot.sandbox.ilert.oddities import MISSING
from bot.sandbox.ilert.service import Ilert
from bot.sandbox.ilert.support_hours import PriorityRule, SupportHours

Body = Mapping[str, Any]

_SUPPORT_HOURS = SupportHours(7001, "Office hours")
_TODAY = ("DURING", "OUTSIDE")
_SETTINGS: Mapping[str, Callable[[Any], bool]] = {
    "alert_creation": lambda value: value in get_args(AlertCreation),
    "grouping_seconds": lambda value: type(value) in (int, float),
    "filtered_out": lambda value: value is None or isinstance(value, str),
    "takes_events": lambda value: isinstance(value, bool),
    "active": lambda value: isinstance(value, bool),
    "in_maintenance": lambda value: isinstance(value, bool),
    "priority_rule": lambda value: value in get_args(PriorityRule),
    "events_a_minute": lambda value: value is None or type(value) is int,
}


class Impossible(ValueError):
    """A post says what cannot be."""


class IlertControl:
    """Takes the page's posts that are about ilert. Each raises `Impossible`."""

    def __init__(self, ilert: Ilert) -> None:
        self._ilert = ilert
        self.actions: Mapping[str, Callable[[Body], None]] = {
            "alert/accept": self._accept,
            "alert/resolve": self._resolve,
            "alert/assign": self._assign,
            "alert/merge": self._merge,
            "source/set": self._set_source,
            "account/hide": self._hide,
            "account/write": self._write,
        }

    def _accept(self, body: Body) -> None:
        alert = self._alert(body, "id")
        if alert.status == "PENDING" and alert.is_open:
            self._ilert.alerts.accept(alert, _who(body))

    def _resolve(self, body: Body) -> None:
        alert = self._alert(body, "id")
        if alert.is_open:
            self._ilert.alerts.resolve(alert, _who(body))

    def _assign(self, body: Body) -> None:
        """Give an alert to `to`, `{"user": id}` or `{"policy": id}`."""
        alert, to = self._alert(body, "id"), body.get("to")
        account, alerts = self._ilert.account, self._ilert.alerts
        if not isinstance(to, dict) or not alert.is_open:
            raise Impossible("an open alert is assigned to an object that names a user or a policy")
        if to.get("user") in account.users:
            alerts.assign_to_user(alert, to["user"], _who(body))
        elif to.get("policy") in account.policies:
            alerts.assign_to_policy(alert, to["policy"], _who(body))
        else:
            raise Impossible("no such user or policy")

    def _merge(self, body: Body) -> None:
        alert, into = self._alert(body, "id"), self._alert(body, "into")
        if alert is into or not alert.is_open or into.merged_into is not None:
            raise Impossible("an open alert is merged into another one that is not merged itself")
        self._ilert.alerts.merge(alert, into, _who(body))

    def _set_source(self, body: Body) -> None:
        """Set an alert source up; `support_hours` is none, by the clock, or DURING or OUTSIDE for today."""
        source = self._source(body)
        changes = {name: value for name, value in body.items() if name not in ("id", "support_hours")}
        for name, value in changes.items():
            if name not in _SETTINGS or not _SETTINGS[name](value):
                raise Impossible(f"{name} of a source is never {value!r}")
        if "support_hours" in body:
            changes["support_hours"] = _support_hours(body["support_hours"])
        for name, value in changes.items():
            setattr(source, name, value)
        self._ilert.changes.notify()

    def _hide(self, body: Body) -> None:
        """Let the API key's user see nothing of these ids, and everything else."""
        self._ilert.account.hidden = set(_list(body, "ids"))

    def _write(self, body: Body) -> None:
        """Let answers hold other `fields` than is so, by path, and leave out those in `absent`."""
        number, fields = body.get("id"), body.get("fields", {})
        if not isinstance(number, int) or not isinstance(fields, dict):
            raise Impossible("id must be an integer, and fields an object")
        absent = dict.fromkeys(_list(body, "absent"), MISSING)
        self._ilert.written[number] = {**fields, **absent}

    def _alert(self, body: Body, name: str) -> Alert:
        number = body.get(name)
        if not isinstance(number, int) or number not in self._ilert.account.alerts:
            raise Impossible("no such alert")
        return self._ilert.account.alerts[number]

    def _source(self, body: Body) -> AlertSource:
        number = body.get("id")
        if not isinstance(number, int) or number not in self._ilert.account.sources:
            raise Impossible("no such alert source")
        return self._ilert.account.sources[number]


def _support_hours(value: Any) -> SupportHours | None:
    if value == "none":
        return None
    if value == "by the clock":
        return _SUPPORT_HOURS
    if value in _TODAY:
        return replace(_SUPPORT_HOURS, today=value)
    raise Impossible(f"support hours are never {value!r}")


def _who(body: Body) -> str:
    return str(body.get("user") or "an engineer")


def _list(body: Body, name: str) -> list[Any]:
    found = body.get(name, [])
    if isinstance(found, list):
        return found
    raise Impossible(f"{name} must be an array")
