"""How an alert goes on after it was raised, in the sentences that its reporter reads. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.domain.alerts import Responder, Sighting
from bot.outbox.acceptance import Acceptance, acceptance
from bot.outbox.model import Event, LiveAlert
from bot.slack.features.alert.standing import target_name
from bot.slack.ui.dates import short_date
from bot.slack.ui.mrkdwn import escape
from bot.wording.progress import ProgressWording
from bot.wording.sentences import Sentences
from bot.wording.wording import Wording

_NAMES_SHOWN = 3


def sentences(wording: Wording, event: Event, alert: LiveAlert, at: float) -> list[str]:
    """Write what an event means that was seen at a time, in seconds since 1970.

    Empty where it is not so any more, or is not for the reporter.
    """
    say, target, seen = wording.progress, target_name(wording, alert.entry.request), alert.seen
    match event:
        case Event.ACCEPTED if seen.status == "ACCEPTED":
            return [_accepted(say, target, alert, acceptance(alert))]
        case Event.RESOLVED if seen.status == "RESOLVED":
            return [say.resolved(target)]
        case Event.UNANSWERED if seen.status == "PENDING":
            minutes = max(_minutes(alert, at), 1)
            return [say.unanswered(target, minutes), *calling(wording, seen)]
        case _:
            return []


def calling(wording: Wording, seen: Sighting) -> Iterator[str]:
    """Say whom ilert calls now, and whom next."""
    say = wording.progress
    yield say.calling(names(wording, seen.responders)) if seen.responders else say.calling_nobody()
    if seen.next_escalation is None:
        yield say.nobody_next()
    elif seen.next_user:
        yield say.calls_next(f"*{escape(seen.next_user)}*", when(say, seen.next_escalation))
    else:
        yield say.next_level(when(say, seen.next_escalation))


def names(wording: Wording, responders: Sequence[Responder]) -> str:
    """Name some users of ilert, and count the rest."""
    shown = ", ".join(f"*{escape(one.name)}*" for one in responders[:_NAMES_SHOWN])
    others = len(responders) - _NAMES_SHOWN
    return wording.progress.and_others(shown, others) if others > 0 else shown


def when(say: Sentences, moment: datetime) -> str:
    """Write a time in the reader's own way, or in the language of a wording where Slack does not."""
    return short_date(moment, say.time(moment))


def who(accepted: Acceptance) -> str:
    """Name who accepted an alert; empty where that is not known."""
    return f"<@{accepted.slack_id}>" if accepted.slack_id else (accepted.name and f"*{escape(accepted.name)}*")


def _accepted(say: ProgressWording, target: str, alert: LiveAlert, accepted: Acceptance | None) -> str:
    by = who(accepted) if accepted is not None else ""
    if accepted is None or not by:
        return say.accepted_by_somebody(target)
    minutes = _minutes(alert, accepted.at.timestamp())
    return say.accepted(target, by, minutes) if minutes > 0 else say.accepted_at_once(target, by)


def _minutes(alert: LiveAlert, until: float) -> int:
    return int((until - alert.entry.accepted_at) // 60)
