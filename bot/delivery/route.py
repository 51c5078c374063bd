"""By which of ilert's two ways an alert goes, and what that way needs."""

from collections.abc import Callable

from bot.directory.parsing import alert_source, escalation_policy
from bot.domain.account import AlertSource, Directory, EscalationPolicy
from bot.domain.alerts import AlertRequest
from bot.ilert.client import IlertClient
from bot.ilert.errors import KeyRejected, Refused
from bot.outbox.model import Route

BY_ALERT = Route("alert")

Learn = Callable[[AlertSource], None]
"""Called with what ilert said of an alert source, so that it need not be asked again."""


async def find_route(request: AlertRequest, directory: Directory | None, ilert: IlertClient, learn: Learn) -> Route:
    """Choose the way for a channel dialog's alert. Asks ilert only for what the directory does not know.

    Raises:
        IlertError: ilert had to be asked and did not tell.
    """
    try:
        source = await find_source(request, directory, ilert, learn)
        policy_id = request.target.escalation_policy_id
        if policy_id is None or policy_id == source.escalation_policy_id:
            return choose(source, None)
        policy = directory.escalation_policies.get(policy_id) if directory is not None else None
        return choose(source, policy or escalation_policy(await ilert.escalation_policy(policy_id)))
    except KeyRejected:
        raise
    except Refused:
        # Without its keys there is no event. A manual alert needs none, and what ilert says to that is its verdict.
        return BY_ALERT


async def find_source(
    request: AlertRequest, directory: Directory | None, ilert: IlertClient, learn: Learn
) -> AlertSource:
    """Find the alert source with its integration key, in the directory or else in ilert.

    Raises:
        IlertError: ilert had to be asked and did not tell.
    """
    source_id = request.target.alert_source_id
    source = directory.alert_sources.get(source_id) if directory is not None else None
    if source is None or source.integration_key is None:
        source = alert_source(await ilert.alert_source(source_id))
        learn(source)
    return source


def has_a_key(request: AlertRequest, directory: Directory) -> bool:
    """Tell whether the chosen escalation policy can be named in an event, as far as the directory knows."""
    policy_id = request.target.escalation_policy_id
    source = directory.alert_sources.get(request.target.alert_source_id)
    if policy_id is None or (source is not None and policy_id == source.escalation_policy_id):
        return True
    policy = directory.escalation_policies.get(policy_id)
    return policy is not None and _key_of(policy) is not None


def choose(source: AlertSource, policy: EscalationPolicy | None) -> Route:
    """Choose between event and alert. `policy` is None where the source's own one is meant."""
    if source.integration_key is None:
        return BY_ALERT
    if policy is None:
        return Route("event")
    key = _key_of(policy)
    return BY_ALERT if key is None else Route("event", key)


def _key_of(policy: EscalationPolicy) -> str | None:
    """Return the key by which an event can name a policy.

    A policy without a routing key cannot be named. Neither can one whose key ilert would read as a list or a reference
    (OpenAPI file, `/escalation-policies/resolve`): an event whose key matches nothing silently goes to the source's
    own policy, that is, to the wrong people.
    """
    key = policy.routing_key
    return None if not key or "," in key or key.startswith("il:") else key
