"""The alerts raised from Slack that are open in ilert, in memory, so that a dialog can name them without waiting."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence

from cachetools import TTLCache
from structlog.stdlib import get_logger

from bot.outbox.model import Ended, LiveAlert
from bot.runtime.problem_log import ProblemLog
from bot.storage.errors import StorageUnavailable

log = get_logger(__name__)

LOOK_SECONDS = 3.0
"""How often to look for what was seen. The look reads a few rows on the database's own thread."""


_ENDED_SECONDS = 300.0
_KEPT = 1_000


class OpenAlerts:
    """Remembers what the outbox last listed."""

    def __init__(self) -> None:
        self._alerts: Sequence[LiveAlert] = ()
        self._open: Mapping[int | None, Sequence[LiveAlert]] = {}
        """Those that are open, the newest first, by their escalation policy."""
        self._ended: TTLCache[int, bool] = TTLCache(_KEPT, _ENDED_SECONDS)
        self._problem = ProblemLog(log, "open_alerts_not_read")

    async def look(self, live: Callable[[], Awaitable[Sequence[LiveAlert]]]) -> None:
        """Read them anew. Where that fails, the last reading stays."""
        try:
            alerts = await live()
        except StorageUnavailable as error:
            self._problem.report(str(error))
            return
        self._problem.clear()
        still_open = {one.seen.alert_id for one in alerts if _is_open(one)}
        for one in self._alerts:
            if one.seen.alert_id not in still_open:
                self._ended[one.seen.alert_id] = True
        self._alerts = alerts
        by_policy: defaultdict[int | None, dict[int, LiveAlert]] = defaultdict(dict)
        for one in filter(_is_open, alerts):
            # Alerts that were merged are one in ilert; it is open since the first of them.
            by_policy[_policy(one)].setdefault(one.seen.alert_id, one)
        self._open = {policy: list(found.values())[::-1] for policy, found in by_policy.items()}

    def has_ended(self, alert_id: int) -> bool:
        """Tell whether an alert was open, and has ceased to be so in the last minutes."""
        return alert_id in self._ended

    @property
    def all(self) -> Sequence[LiveAlert]:
        """All of them, the oldest first."""
        return self._alerts

    def of(self, policy_id: int) -> Sequence[LiveAlert]:
        """List those of an escalation policy, each alert in ilert once, the newest first."""
        return self._open.get(policy_id, [])


def _policy(alert: LiveAlert) -> int | None:
    return alert.seen.escalation_policy_id or alert.entry.request.target.escalation_policy_id


def _is_open(alert: LiveAlert) -> bool:
    return alert.ended is Ended.NO and alert.seen.status != "RESOLVED"
