"""What a scrape shows of the parts' state. Everything is in memory: nobody is asked, nothing is waited for."""

import time
from collections.abc import Callable

from bot.delivery.drills import Drills
from bot.domain.alerts import Failure
from bot.ilert.client import IlertClient
from bot.metrics import labels
from bot.metrics.registry import Metrics
from bot.outbox.write_probe import OutboxProbe
from bot.service.health import HealthSnapshot, is_ready
from bot.service.policy_keeper import PolicyKeeper
from bot.service.sharing import Sharing
from bot.slack.socket_mode.envelopes import KINDS
from bot.slack.socket_mode.health import SocketHealth, silent_seconds

Snapshot = Callable[[], HealthSnapshot]


def open_metrics() -> Metrics:
    """Make the metrics, with every kind of envelope and every end of an alert at zero."""
    # What an admin drops, another process drops: this one counts nothing of it.
    outcomes = sorted({labels.RAISED, labels.GROUPED, labels.NOT_SEEN, *Failure} - {Failure.DROPPED})
    drills = sorted({labels.RESOLVED, labels.NOT_RESOLVED, labels.GROUPED, labels.NOT_SEEN, *Failure})
    return Metrics(envelope_types=sorted(KINDS), delivery_outcomes=outcomes, drill_outcomes=drills)


def show_slack(metrics: Metrics, snapshot: Snapshot, slack: SocketHealth) -> None:
    """Show how the bot and its connections to Slack are."""
    metrics.gauge("ready", "1 while people can raise alerts, as /readyz says", lambda: is_ready(snapshot()))
    metrics.gauge("slack_connected", "1 while any connection to Slack stands", lambda: snapshot().slack.connected)
    metrics.gauge("slack_connections_standing", "Connections to Slack that stand now", lambda: slack.standing)
    metrics.counter("slack_connections", "Connections that Slack has greeted", lambda: slack.connections)
    silence = "Seconds since anything came from Slack, pongs included"
    metrics.gauge("slack_last_heard_age_seconds", silence, lambda: silent_seconds(slack, time.monotonic()))


def show_outbox(metrics: Metrics, outbox: OutboxProbe) -> None:
    """Show how the outbox is."""
    metrics.gauge("outbox_writable", "1 while the disk takes accepted alerts", lambda: not outbox.problem)
    waiting = "Accepted alerts that are not at their end yet"
    metrics.gauge("outbox_waiting", waiting, lambda: outbox.stats.waiting)
    oldest = "Seconds since the oldest waiting alert was accepted"
    metrics.gauge("outbox_oldest_age_seconds", oldest, lambda: outbox.oldest_for or 0.0)


def show_sharing(metrics: Metrics, sharing: Sharing | None, here: OutboxProbe) -> None:
    """Show how this host is among several; nothing of that where it is alone."""
    hosts = None if sharing is None else sharing.hosts
    connected = "1 while this host reaches the database that several share"
    metrics.gauge("database_connected", connected, lambda: None if sharing is None else not sharing.probe.problem)
    held = "Alerts in the shared database that this host has in hand, by a lease"
    metrics.gauge("leases", held, lambda: None if hosts is None else hosts.leases)
    leads = "1 while this host reads the ilert account for all that share the database, and looks for their alerts"
    metrics.gauge("leader", leads, lambda: None if hosts is None else hosts.leads)
    seen = "Hosts that share the database and were alive lately, this one included; 0 while it is away"
    metrics.gauge("hosts", seen, lambda: None if hosts is None else len(hosts.seen))
    differ = "1 while hosts that share the database go by different policies"
    metrics.gauge("hosts_policies_differ", differ, lambda: None if hosts is None else hosts.policies_differ)
    kept = "Alerts that this host keeps itself while the shared database is away, and that are not at their end yet"
    metrics.gauge("outbox_waiting_here", kept, lambda: None if hosts is None else here.stats.waiting)


def show_drills(metrics: Metrics, drills: Drills) -> None:
    """Show how the last drill that went well was; nothing where none is known."""
    succeeded = "When the last drill was seen in ilert and resolved, in seconds since 1970"
    metrics.gauge("drill_last_success_timestamp_seconds", succeeded, lambda: drills.succeeded_at)
    took = "Seconds that the last drill took that was seen in ilert and resolved"
    metrics.gauge("drill_last_duration_seconds", took, lambda: drills.seconds)


def show_followed(metrics: Metrics, alerts: Callable[[], int], cards: Callable[[], int]) -> None:
    """Show how many alerts are followed, and how many cards go with them."""
    metrics.gauge("alerts_followed", "Alerts that are followed in ilert until they are resolved", alerts)
    metrics.gauge("cards_live", "Cards that stand in Slack and still change", cards)


def show_ilert(metrics: Metrics, snapshot: Snapshot, ilert: IlertClient) -> None:
    """Show how ilert is, and what is known of the account."""
    metrics.gauge("ilert_reachable", "1 while ilert answers", lambda: snapshot().ilert.down_for is None)
    accepted = "1 while ilert takes the API key for all that is asked"
    metrics.gauge("ilert_key_accepted", accepted, lambda: not snapshot().ilert.key_problem)
    metrics.gauge_by(
        "ilert_limit_calls",
        "Calls that ilert took in a minute before it answered 429, lately",
        "budget",
        lambda: {
            budget: min((limit.limit for limit in limits if limit.limit is not None), default=None)
            for budget, limits in ilert.limits.items()
        },
    )
    metrics.gauge_by(
        "ilert_limited",
        "1 while calls wait for ilert's next minute",
        "budget",
        lambda: {budget: any(limit.closed for limit in limits) for budget, limits in ilert.limits.items()},
    )
    read = "Seconds since the ilert account was read"
    metrics.gauge("directory_age_seconds", read, lambda: snapshot().ilert.read_ago)
    usable = "1 while what was read from ilert is not too old to count"
    metrics.gauge("directory_usable", usable, lambda: snapshot().ilert.usable)


def show_policy(metrics: Metrics, policy: PolicyKeeper) -> None:
    """Show how the policy is."""
    metrics.counter("policy_loads", "Policy files that came in force, the first included", lambda: policy.loads)
    refused = "1 while the policy file has mistakes and the last good one stays in force"
    metrics.gauge("policy_refused", refused, lambda: policy.refused)
    unknown = "Channels that the policy names and Slack does not know, or not yet"
    metrics.gauge("policy_unknown_channels", unknown, lambda: len(policy.current.unresolved))
