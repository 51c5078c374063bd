"""Deciding for somebody who may be new in ilert since the account was last read."""

from dataclasses import replace

from bot.domain.alerts import Person
from bot.domain.decision import Decision
from bot.domain.identity import NotMatched
from bot.slack.context import Context
from bot.slack.interaction import Interaction

OPENING_SECONDS = 0.5
"""What to leave of Slack's three seconds for views.open."""

_LOOKUP_SECONDS = 2.0


async def decide_with_newcomers(context: Context, interaction: Interaction, person: Person) -> Decision:
    """Decide; where nothing is offered for want of an account, ask ilert whether there is one by now."""
    origin = interaction.origin
    decision = context.decisions.decide(person, origin)
    if decision.denial is NotMatched.NO_ACCOUNT and person.email:
        within = interaction.deadline.left(at_most=_LOOKUP_SECONDS, keep=OPENING_SECONDS)
        found = await context.accounts.find(person.email, within=within)
        if found is None:
            return replace(decision, account=NotMatched.LOOKUP_FAILED)
        if found:
            return context.decisions.decide(person, origin)
    return decision
