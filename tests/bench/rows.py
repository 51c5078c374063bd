"""The rows of the table, and what each of them is to reach. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.sandbox.faults import APPEARS_AFTER_SECONDS
from tests.bench.figures import Figures, ratios, spread

BOT, NAIVE, FLOOR = "il-alert-bot", "naive Bolt", "floor"

Runs = Mapping[str, Sequence[Figures]]
"""The repetitions of each program, in the same order."""

LATENCIES_MS = (0, 50, 200)
"""How long the simulated ilert takes for each answer."""

ALONE_LATENCIES_MS = (0, 200)

EASY = (
    ("easy", "5 alerts a second"),
    ("cards", "5 alerts a second while 100 live cards are followed"),
)


@dataclass(frozen=True)
class Row:
    """One figure."""

    figure: str
    title: str
    unit: str
    digits: int = 1
    better: Literal["less", "more", "neither"] = "less"


def _waits(figure: str, title: str) -> tuple[Row, Row]:
    return Row(f"{figure}_p50", f"{title}, p50", "ms", 2), Row(f"{figure}_p99", f"{title}, p99", "ms", 2)


ROWS: tuple[Row, ...] = (
    *_waits("ack", "slash command → ack"),
    *(row for ms in LATENCIES_MS for row in _waits(f"open_{ms}", f"slash command → views.open, ilert at {ms} ms")),
    *_waits("first_open", "slash command → views.open, of somebody not seen for five minutes"),
    *(row for ms in LATENCIES_MS for row in _waits(f"alert_{ms}", f"Submit → alert in ilert, ilert at {ms} ms")),
    *_waits("submit", "Submit → ack"),
    *(
        row
        for ms in ALONE_LATENCIES_MS
        for row in _waits(f"shown_{ms}", f"Submit → “is being alerted” in the dialog, one at a time, ilert at {ms} ms")
    ),
    *(row for name, title in EASY for row in _waits(f"{name}_open", f"slash command → views.open, {title}")),
    *(row for name, title in EASY for row in _waits(f"{name}_submit", f"Submit → ack, {title}")),
    Row("saturation", "alerts a second at saturation, ilert at 0 ms", "1/s", 0, "more"),
    Row("simulator_percent", "how busy the simulators' core was meanwhile", "%", 0, "neither"),
    Row("ilert_calls", "ilert calls per alert", "", 2),
    Row("alone_ilert_calls", "ilert calls per alert, one at a time", "", 2),
    Row("slack_calls", "Slack Web API calls per alert", "", 2),
    Row("first_slack_calls", "Slack Web API calls per alert, of somebody not seen for five minutes", "", 2),
    Row("cpu_ms", "CPU per alert", "ms", 2),
    Row("idle_mb", "memory, idle", "MB"),
    Row("idle_pss_mb", "memory, idle, of shared libraries its part (PSS)", "MB"),
    Row("idle_private_mb", "memory, idle, without what is shared (private)", "MB"),
    Row("peak_mb", "memory, peak", "MB"),
    Row("start_s", "start → connected", "s", 2),
    Row("held_percent", "time in which the event loop was held for over 1 ms at a stretch", "%"),
    Row("longest_hold_ms", "longest of these stretches", "ms"),
    *_waits("account_open", "account dialog: slash command → views.open"),
    *_waits("account_alert", "account dialog: Submit → alert in ilert, ilert at 0 ms"),
    *_waits("account_alert_200", "account dialog: Submit → alert in ilert, ilert at 200 ms"),
    *_waits("account_typed_submit_200", "account dialog: Submit → ack after a second of typing, ilert at 200 ms"),
    Row("account_ilert_calls", "account dialog: ilert calls per alert", "", 2),
    Row("account_slack_calls", "account dialog: Slack Web API calls per alert", "", 2),
    *_waits("backlog_open", "100 commands at once while 200 alerts wait for ilert → views.open"),
    *_waits("backlog_first_open", "100 commands at once, of people not seen for five minutes → views.open"),
    *_waits("large_ack", "large account: slash command → ack"),
    *_waits("large_open", "large account: slash command → views.open"),
    *_waits("large_first_open", "large account: slash command → views.open, of somebody not seen for five minutes"),
    *_waits("large_alert", "large account: Submit → alert in ilert"),
    *_waits("large_account_open", "large account: account dialog: slash command → views.open"),
    *_waits("large_account_alert", "large account: account dialog: Submit → alert in ilert"),
    *_waits("large_search", "large account: search among 2,000 sources → answer"),
    Row("large_idle_mb", "large account: memory, idle", "MB"),
    Row("large_more_mb", "large account: memory, idle, above the small account's", "MB"),
    Row("check_s", "il-alert-bot check, of a good file", "s", 2),
    Row("help_s", "il-alert-bot --help", "s", 2),
    *_waits("shared_submit", "PostgreSQL, one host: Submit → ack"),
    *_waits("shared_alert", "PostgreSQL, one host: Submit → alert in ilert, ilert at 0 ms"),
    Row("shared_cpu_ms", "PostgreSQL, one host: CPU per alert", "ms", 2),
    Row("shared_database_cpu_ms", "PostgreSQL, one host: CPU per alert, of the database", "ms", 2),
    Row("shared_rate_1", "PostgreSQL, one host: alerts a second at saturation", "1/s", 0, "more"),
    Row("shared_rate_2", "PostgreSQL, two hosts: alerts a second at saturation", "1/s", 0, "more"),
    Row("shared_rate_3", "PostgreSQL, three hosts: alerts a second at saturation", "1/s", 0, "more"),
)


@dataclass(frozen=True)
class Reach:
    """What a figure is to reach: at most, or at least, so much, alone or as a multiple of another program's."""

    figure: str
    limit: float
    sense: Literal["at most", "at least"] = "at most"
    times: str = ""
    """Whose figure the limit is a multiple of."""
    than: str = ""
    """Which figure of our own the limit is a multiple of."""
    above: str = ""
    """Which figure of our own, with SQLite, the limit is a distance from."""
    faster: bool = False
    """Whether it is the other's figure that is to be a multiple of ours."""

    def measured(self, runs: Runs) -> float | None:
        """Return what was reached, the median of the repetitions; None where something was not measured."""
        ours = _values(runs, BOT, self.figure)
        if self.above:
            others = _values(runs, BOT, self.above)
            return spread(ours).median - spread(others).median if ours and others else None
        if self.times or self.than:
            others = _values(runs, self.times or BOT, self.than or self.figure)
            if not ours or not others:
                return None
            return spread(ratios(others, ours) if self.faster else ratios(ours, others)).median
        return spread(ours).median if ours else None

    def met(self, runs: Runs) -> bool | None:
        """Tell whether it was reached."""
        measured = self.measured(runs)
        if measured is None:
            return None
        return measured <= self.limit if self.sense == "at most" else measured >= self.limit

    @property
    def words(self) -> str:
        """Write what is to be reached."""
        sign = "≤" if self.sense == "at most" else "≥"
        if self.faster:
            return f"{sign} {self.limit:g} × faster than {self.times}"
        if self.times:
            return f"{sign} {self.limit:g} × {self.times}"
        if self.than:
            return f"{sign} {self.limit:g} × {self._other_row}"
        return f"{sign} {self.limit:g}{' above the same with SQLite' if self.above else ''}"

    @property
    def _other_row(self) -> str:
        if self.figure.endswith("_p99") and self.than.endswith("_p50"):
            return "its p50"
        return "the small account" if "large" in self.figure else "the same at 0 ms"


REACHES: tuple[Reach, ...] = (
    Reach("ack_p50", 3, times=FLOOR),
    Reach("open_50_p50", 1.2, than="open_0_p50"),
    Reach("open_200_p50", 80, "at least", times=NAIVE, faster=True),
    Reach("open_200_p50", 4, times=FLOOR),
    Reach("open_200_p50", 1.2, than="open_0_p50"),
    *(Reach(f"open_{ms}_p99", 2.5, times=FLOOR) for ms in LATENCIES_MS),
    *(Reach(f"alert_{ms}_p50", ms + 6) for ms in LATENCIES_MS),
    Reach("submit_p99", 2, than="submit_p50"),
    *(Reach(f"{name}_submit_p99", 2, than=f"{name}_submit_p50") for name, _ in EASY),
    Reach("saturation", 2, "at least", times=NAIVE),
    # Two calls to ilert, the event and a look, and until the simulated ilert lists an alert.
    *(Reach(f"shown_{ms}_p50", 50 + 2 * ms + 1000 * APPEARS_AFTER_SECONDS) for ms in ALONE_LATENCIES_MS),
    # The event, and a look for its alert, which those share who come at about the same time.
    Reach("ilert_calls", 1.3),
    Reach("alone_ilert_calls", 2.1),
    Reach("slack_calls", 2),
    Reach("cpu_ms", 0.5, times=NAIVE),
    Reach("idle_mb", 1.5, times=FLOOR),
    Reach("start_s", 1.2, times=NAIVE),
    Reach("account_typed_submit_200_p50", 5),
    Reach("backlog_open_p99", 2, times=FLOOR),
    Reach("backlog_first_open_p99", 2, times=FLOOR),
    Reach("large_ack_p50", 1.5, than="ack_p50"),
    Reach("large_open_p50", 1.5, than="open_0_p50"),
    Reach("large_first_open_p50", 1.3, than="first_open_p50"),
    Reach("large_alert_p50", 1.5, than="alert_0_p50"),
    Reach("large_account_open_p50", 1.5, than="account_open_p50"),
    Reach("large_account_alert_p50", 1.5, than="account_alert_p50"),
    Reach("large_search_p50", 5),
    Reach("large_more_mb", 12),
    Reach("shared_alert_p50", 4, above="alert_0_p50"),
    Reach("check_s", 0.3),
    Reach("help_s", 0.15),
)


def _values(runs: Runs, program: str, figure: str) -> list[float]:
    return [figures[figure] for figures in runs.get(program, ()) if figure in figures]
