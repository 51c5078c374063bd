"""By which of ilert's two ways an alert goes, and what that way needs."""

from dataclasses import dataclass, field

from bot.alerts import AlertRequest
from bot.directory.model import AlertSource, Directory, EscalationPolicy
from bot.directory.reading import alert_source, escalation_policy
from bot.ilert.client import IlertClient


@dataclass(frozen=True, slots=True)
class ByEvent:
    """POST /events. Without a routing key the alert source's own policy is alerted."""

    integration_key: str = field(repr=False)
    routing_key: str | None


@dataclass(frozen=True, slots=True)
class ByAlert:
    """POST /alerts."""


Route = ByEvent | ByAlert


async def find_route(request: AlertRequest, directory: Directory | None, ilert: IlertClient) -> Route:
    """Choose the way. Asks ilert only for what the directory does not know.

    Raises:
        IlertError: ilert had to be asked and did not tell.
    """
    if not request.via_events:
        return ByAlert()
    source_id, policy_id = request.target.alert_source_id, request.target.escalation_policy_id
    source = directory.alert_sources.get(source_id) if directory is not None else None
    if source is None or source.integration_key is None:
        source = alert_source(await ilert.alert_source(source_id))
    if policy_id is None or policy_id == source.escalation_policy_id:
        return choose(source, None)
    policy = directory.escalation_policies.get(policy_id) if directory is not None else None
    if policy is None:
        policy = escalation_policy(await ilert.escalation_policy(policy_id))
    return choose(source, policy)


def choose(source: AlertSource, policy: EscalationPolicy | None) -> Route:
    """Choose between event and alert. `policy` is None where the source's own one is meant.

    A policy without a routing key cannot be named in an event. Neither can one whose key ilert would read as
    a list or a reference (OpenAPI file, `/escalation-policies/resolve`): an event whose key matches nothing
    silently goes to the source's own policy, that is, to the wrong people.
    """
    if source.integration_key is None:
        return ByAlert()
    if policy is None:
        return ByEvent(source.integration_key, None)
    if not policy.routing_key or "," in policy.routing_key or policy.routing_key.startswith("il:"):
        return ByAlert()
    return ByEvent(source.integration_key, policy.routing_key)
