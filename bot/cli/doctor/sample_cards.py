"""Cards as alerts of a policy would get them, for Slack to judge. Pure."""

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.domain.account import Directory
from bot.domain.alerts import AlertRequest, DialogKind, Origin, Person, Raised, Sighting, Target
from bot.outbox.cards import Card, CardState
from bot.outbox.model import Entry, LiveAlert, State
from bot.policy.schema import EscalationPolicyChoice, Policy, SlackAlertSource
from bot.slack.features.alert.views import SUMMARY_LIMIT

_NUMBER = 2**31 - 1
_TIME = 2_000_000_000.0


def sample_cards(policy: Policy, directory: Directory | None) -> Iterator[tuple[str, Card]]:
    """Make the card of an open alert for each choice of the channel dialogs that have one, with the choice's name."""
    for source in policy.slack_alert_source:
        if source.announce:
            for choice in source.escalation_policy:
                yield f"escalation policy {choice.id}", _card(source, choice, directory)


def _card(source: SlackAlertSource, choice: EscalationPolicyChoice, directory: Directory | None) -> Card:
    known = directory.escalation_policies.get(choice.id) if directory is not None else None
    name = choice.name or (known.name if known is not None else "")
    request = AlertRequest(
        dialog_id="V0000000000",
        reference="0000-0000",
        target=Target(source.id, choice.id),
        dialog=DialogKind.CHANNEL,
        summary="W" * SUMMARY_LIMIT,
        details="",
        priority=None,
        person=Person("U0000000000", ""),
        origin=Origin("C0000000000"),
        submitted_at=datetime.fromtimestamp(_TIME, UTC),
        target_name=name,
    )
    seen = Sighting(
        _NUMBER,
        "https://example.ilert.com/alert/view.jsf?id=1",
        "PENDING",
        "LOW",
        escalation_policy_id=choice.id,
        escalation_policy_name=known.name if known is not None else None,
    )
    entry = Entry(1, request, State.RAISED, _TIME, _TIME, outcome=Raised(seen))
    return Card(LiveAlert(entry, _NUMBER, seen, _TIME, _TIME), CardState.WANTED, "C0000000000")
