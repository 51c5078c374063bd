"""An ilert that loses answers, takes its time to list an alert, and ends whoever calls it."""

import json

from bot.ilert.errors import Unreachable
from bot.ilert.sansio import Answer


class Killed(BaseException):
    """The process ends here."""


class SimulatedIlert:
    """Does what ilert does with events, alerts and looks."""

    def __init__(self, clock):
        self.clock = clock
        self.alerts = []
        self.fault = "up"
        self.look_fault = "up"
        self.lag = 0.0
        self.drops_events = False
        self.dropped = set()

    async def send(self, sent):
        if sent.method == "GET":
            return self._listed()
        fault, self.fault = self.fault, "up"
        if fault == "refuse":
            raise Unreachable(sent.endpoint, "refused", sent=False)
        if fault == "429":
            return Answer(429, {"retry-after": "1"}, b"")
        if fault == "crash_before":
            raise Killed
        if not fault.endswith("_before"):
            self._create(json.loads(sent.body))
        if fault == "crash_after":
            raise Killed
        if fault.startswith("lose"):
            raise Unreachable(sent.endpoint, "reset", sent=True)
        if fault.startswith("500"):
            return Answer(500, {}, b"")
        if sent.endpoint == "POST /events":
            return Answer(202, {}, b"")
        return Answer(201, {}, json.dumps({"id": len(self.alerts)}).encode())

    def _create(self, body):
        key = body.get("alertKey")
        if key is not None and self.drops_events:
            self.dropped.add(body["summary"])
            return
        if key is not None and any(one["alertKey"] == key and not one["resolved"] for one in self.alerts):
            return
        alert = {"summary": body["summary"], "details": body["details"], "alertKey": key, "resolved": False}
        self.alerts.append({**alert, "at": self.clock(), "id": len(self.alerts) + 1})

    def _listed(self):
        if self.look_fault != "up":
            return Answer(403, {}, b"")
        return Answer(200, {}, json.dumps(self.seen()).encode())

    def seen(self):
        return [one for one in self.alerts if one["at"] + self.lag <= self.clock()]
