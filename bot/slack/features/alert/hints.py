"""What people should know before they submit, from memory alone: no call and no disk is between them and the dialog."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

from bot.domain.alerts import Person, Target
from bot.domain.decision import AccountOffer, ChannelOffer
from bot.domain.on_call import levels, nobody
from bot.domain.support_hours import is_low
from bot.outbox.model import LiveAlert
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
    if seen is not None and seen.age <= _BELIEVED_SECONDS and nobody(levels(seen.duties, 1, datetime.now(UTC))):
        shown = name or wording.dialog.unnamed_policy(policy_id)
        yield wording.hints.nobody_on_call(f"*{escape(shown)}*")


def _open(context: Context, wording: Wording, person: Person, policy_id: int) -> Iterator[str]:
    alerts = context.open_alerts.of(policy_id)
    if alerts:
        has_account = context.decisions.account(person) is not None
        named = ", ".join(_number(one, linked=has_account) for one in alerts[:_NAMED])
        newest = alerts[0].entry
        minutes = max(0, int((datetime.now(UTC).timestamp() - newest.accepted_at) // 60))
        yield wording.hints.open_alerts(len(alerts), named, escape(newest.request.person.name), minutes)


def _number(alert: LiveAlert, *, linked: bool) -> str:
    number = f"#{alert.seen.alert_id}"
    return link(alert.seen.url, number) if linked and alert.seen.url else number


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
