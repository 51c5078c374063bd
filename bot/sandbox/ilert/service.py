"""ilert as a whole: the account and all that goes on in it."""

from copy import deepcopy
from typing import Any

from bot.sandbox.calls import Call, SequenceNumbers
from bot.sandbox.changes import Changes
from bot.sandbox.clock import Clock
from bot.sandbox.faults import Faults
from bot.sandbox.ilert.account import Account
from bot.sandbox.ilert.alerts import Alerts
from bot.sandbox.ilert.events import Events
from bot.sandbox.ilert.limits import Limits


class Ilert:
    """The parts of the simulated ilert, each under its name."""

    def __init__(
        self, account: Account, clock: Clock, changes: Changes, numbers: SequenceNumbers, faults: Faults
    ) -> None:
        self.account = account
        self.clock = clock
        self.changes = changes
        self.numbers = numbers
        self.faults = faults
        self.limits = Limits(clock, faults)
        self.alerts = Alerts(account, clock, changes)
        self.events = Events(account, clock, changes, self.alerts)
        self.written: dict[int, dict[str, Any]] = {}
        """What users, teams, sources and policies are written with instead of what is so: by id, then by the field's
        path, such as `members.0.role`."""
        self.calls: list[Call] = []
        self.web_url = ""
        """Where people see alerts, known once the server listens."""
        self._sources = deepcopy(account.sources)

    @property
    def key_user_name(self) -> str:
        """Who acts where the API key is used."""
        return self.account.users[self.account.key_user].name

    def called(self, what: str) -> list[Call]:
        """Return the calls of one endpoint, such as `POST /api/events`."""
        return [call for call in self.calls if call.what == what]

    def reset(self) -> None:
        """Forget alerts and calls, and let the alert sources be as they were."""
        self.account.alerts.clear()
        self.account.hidden.clear()
        self.account.sources.clear()
        self.account.sources |= deepcopy(self._sources)
        self.events.logs.clear()
        self.written.clear()
        self.calls.clear()
        self.changes.notify()
