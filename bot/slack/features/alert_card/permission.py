"""Whether somebody may act on an alert, as ilert says at that moment."""

import asyncio

from bot.domain.account import Directory, IlertUser
from bot.domain.acting import Actor
from bot.domain.alerts import Person
from bot.domain.permissions import AccessReason, may_manage_alerts
from bot.outbox.model import LiveAlert
from bot.slack.context import Context
from bot.wording.acting import ActingWording

CONFIRMING_SECONDS = 5.0
"""How long to wait for ilert. The click is acknowledged before that."""


async def actor(
    context: Context, say: ActingWording, person: Person, alert: LiveAlert, *, within: float = CONFIRMING_SECONDS
) -> Actor | str:
    """Ask ilert for somebody's role and teams. Returns who acts, or why they may not, in words for them."""
    found = context.decisions.account(person)
    if found is None and person.email is not None:
        await context.accounts.find(person.email, within=within)
        found = context.decisions.account(person)
    if found is None:
        return say.no_account()
    sources = {alert.entry.request.target.alert_source_id, alert.seen.alert_source_id} - {None}
    known = await asyncio.gather(*(context.accounts.confirm(found, source, within=within) for source in sources))
    if any(one.unconfirmed for one in known):
        return say.not_confirmed()
    found, directory = context.decisions.account(person), context.directory()
    if found is None or directory is None:
        return say.no_account()
    refusals = [why for source in sources if (why := _refusal(say, found, source, directory)) is not None]
    return refusals[0] if refusals else Actor(found.id, person.name)


def _refusal(say: ActingWording, user: IlertUser, source_id: int | None, directory: Directory) -> str | None:
    source = directory.alert_sources.get(source_id or 0)
    if source is None:
        return say.source_unknown()
    verdict = may_manage_alerts(user, source.team_ids, directory.teams)
    return None if verdict.allowed else say.may_not(AccessReason(verdict.why))
