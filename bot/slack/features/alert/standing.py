"""What is known of an alert, in the sentences that people read on each surface. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.alerts import (
    AlertRequest,
    DialogKind,
    Grouped,
    NotDelivered,
    NotSeen,
    Outcome,
    Raised,
    Sent,
    is_downgraded,
)
from bot.slack.ui.mrkdwn import escape, link
from bot.wording.states import Known, State, Surface
from bot.wording.wording import Wording

_SEEN_AS = {"PENDING": State.RAISED, "ACCEPTED": State.ACCEPTED, "RESOLVED": State.RESOLVED}
_CALLING = frozenset({State.RAISED, State.RAISED_ELSEWHERE})
_CERTAIN = frozenset({State.RAISED, State.ACCEPTED, State.RESOLVED, State.IN_ILERT})
_ON_ITS_WAY = frozenset({State.SENDING, State.SENT, State.TAKEN})
_EMOJI = {
    **dict.fromkeys(_CERTAIN, ":white_check_mark:"),
    State.SENDING: ":hourglass_flowing_sand:",
    State.STILL_TRYING: ":hourglass:",
    State.SENT: ":hourglass:",
    State.TAKEN: ":hourglass:",
    State.RAISED_ELSEWHERE: ":warning:",
    State.GROUPED: ":heavy_plus_sign:",
    State.GROUPED_SOMEWHERE: ":heavy_plus_sign:",
    State.NOT_SEEN: ":warning:",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How an alert stands. `outcome` is None while nothing has come of it."""

    request: AlertRequest
    known: Known
    outcome: Outcome | None = None

    @property
    def emoji(self) -> str:
        """Return what marks the state at a glance; the words say the same."""
        return _EMOJI.get(self.known, ":x:") if isinstance(self.known, State) else ":x:"

    @property
    def wants_fallback(self) -> bool:
        """Whether it is not certain that the chosen people are called, so that people need another way."""
        return self.known not in _CERTAIN | _ON_ITS_WAY

    @property
    def can_page_now(self) -> bool:
        """Whether the same target may be paged by a manual alert."""
        return isinstance(self.outcome, NotSeen) and self.outcome.can_page_now

    def sentences(self, wording: Wording, surface: Surface) -> list[str]:
        """Write what is known and what to do, as mrkdwn."""
        target, number = target_name(wording, self.request), None
        if isinstance(self.outcome, Grouped):
            number = self.outcome.alert_id
        first = wording.states.sentence(surface, self.known, target, number, self.request.reference)
        return [first, *self._more(wording, surface, target)]

    def link(self, wording: Wording, surface: Surface) -> str:
        """Link to the alert; empty where there is nothing to link to, or the reader could not open it."""
        if surface is not Surface.ADMINS and not opens_ilert(self.request):
            return ""
        match self.outcome:
            case Raised(sighting) if sighting.url:
                return link(sighting.url, wording.results.raised_link())
            case Grouped(int(number), str(url)):
                return link(url, wording.states.open_alert(number))
            case _:
                return ""

    def _more(self, wording: Wording, surface: Surface, target: str) -> Iterator[str]:
        say = wording.states
        if isinstance(self.outcome, Raised):
            sighting = self.outcome.sighting
            if self.known is State.RAISED_ELSEWHERE:
                yield say.alerted_instead(_policy_seen(wording, self.outcome))
            if self.known in _CALLING and is_downgraded(self.request, self.outcome):
                yield say.only_first_rule()
            if self.outcome.also is not None:
                yield say.raised_twice(self.outcome.also.alert_id)
            if not self.link(wording, surface):
                yield say.alert_number(sighting.alert_id)
        if self.can_page_now and surface is not Surface.ADMINS:
            yield say.press_page_now(target)


def standing(request: AlertRequest, outcome: Outcome) -> Standing:
    """Say how an alert stands of which this came."""
    return Standing(request, _known(request, outcome), outcome)


def target_name(wording: Wording, request: AlertRequest) -> str:
    """Name whom the person chose, as the dialog did."""
    name = " ".join(request.target_name.split())
    if not name:
        policy = request.target.escalation_policy_id
        name = wording.states.on_call_team() if policy is None else wording.dialog.unnamed_policy(policy)
    return f"*{escape(name)}*"


def _known(request: AlertRequest, outcome: Outcome) -> Known:
    match outcome:
        case Sent():
            return State.SENT
        case Raised() if request.target.escalation_policy_id is not None and outcome.by_another_policy:
            return State.RAISED_ELSEWHERE
        case Raised(sighting):
            return _SEEN_AS.get(sighting.status, State.IN_ILERT)
        case Grouped(alert_id):
            return State.GROUPED_SOMEWHERE if alert_id is None else State.GROUPED
        case NotSeen():
            return State.NOT_SEEN
        case NotDelivered(reason):
            return reason


def _policy_seen(wording: Wording, raised: Raised) -> str:
    sighting = raised.sighting
    name = sighting.escalation_policy_name or wording.dialog.unnamed_policy(sighting.escalation_policy_id or 0)
    return f"*{escape(name)}*"


def opens_ilert(request: AlertRequest) -> bool:
    """Tell whether the reporter has an ilert account. Earlier releases recorded only from which dialog they came."""
    return request.has_account or request.dialog is DialogKind.ACCOUNT
