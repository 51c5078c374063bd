"""What people should know before they submit, from memory alone: no call and no disk is between them and the dialog."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from bot.directory.open_alerts import Listed
from bot.directory.policy_readings import FRESH_SECONDS
from bot.domain.alerts import Person, Target
from bot.domain.decision import AccountOffer, ChannelOffer
from bot.domain.on_call import levels, nobody
from bot.domain.support_hours import is_low
from bot.slack.context import Context
from bot.slack.ui.mrkdwn import escape, link
from bot.wording.wording import Wording

MOST = 3
_NAMED = 3
_BELIEVED_SECONDS = 300.0
"""How old a reading of the schedules may be to warn of an empty one."""


def policy_of(context: Context, target: Target | None) -> int | None:
    """Return the escalation policy that a target leads to, as far as that is known."""
    if target is None or target.escalation_policy_id is not None:
        return target.escalation_policy_id if target is not None else None
    directory = context.directory()
    source = directory.alert_sources.get(target.alert_source_id) if directory is not None else None
    return source.escalation_policy_id if source is not None else None


def hints(
    context: Context, wording: Wording, person: Person, offer: AccountOffer | ChannelOffer, target: Target | None
) -> tuple[str, ...]:
    """Say what is known about a target that is chosen, the gravest first."""
    policy_id = policy_of(context, target)
    if target is None or policy_id is None:
        return ()
    found = (
        *_nobody(context, wording, offer.name(target), policy_id),
        *_open(context, wording, person, policy_id),
        *_others(context, wording, person, policy_id),
        *_low(context, wording, offer, target),
    )
    return tuple(islice(found, MOST))


def _nobody(context: Context, wording: Wording, name: str, policy_id: int) -> Iterator[str]:
    seen = context.on_calls.known([policy_id]).get(policy_id)
    if seen is not None and seen.age <= _BELIEVED_SECONDS and nobody(levels(seen.value, 1, datetime.now(UTC))):
        shown = name or wording.dialog.unnamed_policy(policy_id)
        yield wording.hints.nobody_on_call(f"*{escape(shown)}*")


@dataclass(frozen=True, slots=True)
class _Open:
    """An alert that is open: its number, since when, in seconds since 1970, and who raised it from Slack."""

    id: int
    since: float
    name: str = ""


def _open(context: Context, wording: Wording, person: Person, policy_id: int) -> Iterator[str]:
    from_slack = context.open_alerts.of(policy_id)
    ours = {one.seen.alert_id for one in from_slack}
    listed = _listed(context, policy_id)
    others = [] if listed is None else [one for one in listed.alerts if one.id not in ours]
    count = len(from_slack) + len(others)
    # Of the many that there may be only the newest are named.
    alerts = [
        _Open(one.seen.alert_id, one.entry.accepted_at, one.entry.request.person.name) for one in from_slack[:_NAMED]
    ]
    alerts += [_Open(one.id, one.reported_at.timestamp()) for one in others]
    alerts.sort(key=lambda one: one.since, reverse=True)
    if alerts:
        say, newest = wording.hints, alerts[0]
        linked = context.decisions.account(person) is not None
        named = ", ".join(_number(context, one, linked=linked) for one in alerts[:_NAMED])
        minutes = max(0, int((datetime.now(UTC).timestamp() - newest.since) // 60))
        if listed is None:
            yield say.open_from_slack(count, named, escape(newest.name), minutes)
        elif not listed.whole:
            yield say.many_open(count)
        elif newest.name:
            yield say.open_alerts_by(count, named, escape(newest.name), minutes)
        else:
            yield say.open_alerts(count, named, minutes)


def _listed(context: Context, policy_id: int) -> Listed | None:
    """Return what ilert has listed lately, but for what was seen to be resolved since; None where it has not."""
    read = context.policy_alerts.known([policy_id]).get(policy_id)
    if read is None or read.age > FRESH_SECONDS:
        return None
    still_open = [one for one in read.value.alerts if not context.open_alerts.has_ended(one.id)]
    return Listed(still_open, read.value.whole)


def _number(context: Context, alert: _Open, *, linked: bool) -> str:
    number = f"#{alert.id}"
    page = context.ilert_page(f"alert/view.jsf?id={alert.id}")
    return link(page, number) if linked and page else number


def _others(context: Context, wording: Wording, person: Person, policy_id: int) -> Iterator[str]:
    for other in islice(context.presence.others(policy_id, person.id), 1):
        mention = f"<@{escape(other.person_id)}>"
        yield wording.hints.somebody_sends(mention) if other.sent else wording.hints.somebody_types(mention)


def _low(context: Context, wording: Wording, offer: AccountOffer | ChannelOffer, target: Target) -> Iterator[str]:
    directory = context.directory()
    source = directory.alert_sources.get(target.alert_source_id) if directory is not None else None
    if source is None or _fixed_priority(offer, target):
        return
    if is_low(source.priority_rule, source.hours, datetime.now(UTC)):
        yield wording.hints.low_now(f"*{escape(source.name)}*")


def _fixed_priority(offer: AccountOffer | ChannelOffer, target: Target) -> bool:
    """Tell whether the policy file decides the priority."""
    priority = offer.priority_for(None) if isinstance(offer, AccountOffer) else offer.priority_for(target, None)
    return priority is not None
