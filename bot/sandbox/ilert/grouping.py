"""Which open alert an event is appended to, by the source's `alertCreation` (ilert docs, alert sources).

How ilert recognizes what belongs together is not documented to the letter. Where it is not, this groups more than ilert
may: who appends an event to an open alert pages nobody.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.sandbox.ilert.account import Alert, AlertCreation, AlertSource

_WORD = 4  # letters of a word that two summaries may share by more than chance


def appended_to(source: AlertSource, key: str, summary: str, alerts: Iterable[Alert], now: float) -> Alert | None:
    """Find the open alert of a source to which an event is appended; the newest where there are several."""
    of_source = [one for one in alerts if one.source == source.id]
    groups = _GROUPS.get(source.alert_creation)
    found = with_key(of_source, key)
    if found is None and groups is not None:
        fitting = (one for one in reversed(of_source) if one.is_open and groups(source, one, summary, now))
        found = next(fitting, None)
    return found


def with_key(alerts: Sequence[Alert], key: str) -> Alert | None:
    """Find the open alert with this key, whatever its case."""
    wanted = key.casefold()
    same = (one for one in reversed(alerts) if one.alert_key.casefold() == wanted and one.is_open)
    return next(same, None) if wanted else None


def _same_subject(_source: AlertSource, alert: Alert, summary: str, _now: float) -> bool:
    return alert.summary.strip().casefold() == summary.strip().casefold()


def _pending(_source: AlertSource, alert: Alert, _summary: str, _now: float) -> bool:
    return alert.status == "PENDING"


def _open(_source: AlertSource, _alert: Alert, _summary: str, _now: float) -> bool:
    return True


def _in_window(source: AlertSource, alert: Alert, _summary: str, now: float) -> bool:
    return now - alert.reported_at < source.grouping_seconds


def _alike_in_window(source: AlertSource, alert: Alert, summary: str, now: float) -> bool:
    return _in_window(source, alert, summary, now) and bool(_words(alert.summary) & _words(summary))


def _words(summary: str) -> set[str]:
    return {word for word in summary.casefold().split() if len(word) >= _WORD}


_GROUPS: Mapping[AlertCreation, Callable[[AlertSource, Alert, str, float], bool]] = {
    "ONE_ALERT_PER_EMAIL_SUBJECT": _same_subject,
    "ONE_PENDING_ALERT_ALLOWED": _pending,
    "ONE_OPEN_ALERT_ALLOWED": _open,
    # The key is extracted from the event by the source, not taken from `alertKey`: here it is the summary.
    "OPEN_RESOLVE_ON_EXTRACTION": _same_subject,
    "ONE_ALERT_GROUPED_PER_WINDOW": _in_window,
    "INTELLIGENT_GROUPING": _alike_in_window,
}
