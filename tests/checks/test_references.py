"""Whether what a policy file names can be used, as values."""

import dataclasses

import pytest

from bot.checks.references import KnownChannel, KnownChannels, in_ilert, in_slack
from bot.domain.account import AlertCreation, Team
from bot.policy.diagnostics import Severity
from bot.policy.schema import Policy
from tests.accounts import ACCOUNT, CHANNEL_SOURCE, NETWORK, SLACK_ALERTS

WANTED = "an alert source of type Slack that is switched on"
OPS = KnownChannel("C0OPS000001", "ops", archived=False, member=True)
CHANNELS = KnownChannels({OPS.id: OPS}, {"#ops": OPS.id})


def policy(**tables):
    source = {**CHANNEL_SOURCE, "channels": ["#ops"]}
    return Policy.model_validate({"slack_alert_source": [source], **tables})


def changed(**change):
    """The account with another Slack alert source."""
    source = dataclasses.replace(ACCOUNT.alert_sources[SLACK_ALERTS], **change)
    return dataclasses.replace(ACCOUNT, alert_sources={**ACCOUNT.alert_sources, SLACK_ALERTS: source})


def test_what_fits_is_not_mentioned():
    assert list(in_ilert(policy(), ACCOUNT)) == []
    assert list(in_slack(policy(), CHANNELS)) == []


@pytest.mark.parametrize(
    ("change", "severity", "found"),
    [
        ({"active": False}, Severity.ERROR, '2247477 ("Slack Alerts"), which is switched off'),
        ({"in_maintenance": True}, Severity.WARNING, '2247477 ("Slack Alerts"), which is in maintenance'),
        ({"integration_type": "API"}, Severity.ERROR, '2247477 ("Slack Alerts") of type API'),
    ],
)
def test_an_alert_source_that_cannot_be_used(change, severity, found):
    (violation,) = in_ilert(policy(), changed(**change))
    assert (violation.severity, violation.path, violation.found, violation.expected) == (
        severity,
        ("slack_alert_source", 0, "id"),
        found,
        WANTED,
    )


def test_an_alert_source_that_groups_is_named_with_ilerts_word_and_what_follows():
    (violation,) = in_ilert(policy(), changed(alert_creation=AlertCreation.ONE_OPEN_ALERT_ALLOWED))
    assert (violation.severity, violation.path) == (Severity.WARNING, ("slack_alert_source", 0, "id"))
    assert violation.found == '2247477 ("Slack Alerts"), whose alertCreation is ONE_OPEN_ALERT_ALLOWED'
    assert "every further one is added to that, and nobody is called again" in violation.hint


def test_the_alert_sources_own_policy_needs_no_routing_key():
    network = dataclasses.replace(ACCOUNT.escalation_policies[NETWORK], routing_key=None)
    account = dataclasses.replace(ACCOUNT, escalation_policies={**ACCOUNT.escalation_policies, NETWORK: network})
    assert list(in_ilert(policy(), account)) == []


@pytest.mark.parametrize(
    ("member", "posts_uninvited", "severity"),
    [(True, False, None), (False, False, Severity.ERROR), (False, True, None)],
)
def test_the_admins_channel_needs_the_bot_in_it_unless_it_may_post_uninvited(member, posts_uninvited, severity):
    ops = dataclasses.replace(OPS, member=member)
    channels = KnownChannels({ops.id: ops}, {"#ops": ops.id}, posts_uninvited)
    found = [one.severity for one in in_slack(policy(admin_channel="#ops"), channels) if len(one.path) == 1]
    assert found == ([severity] if severity else [])


PRIVATE = Team(7, "Security", private=True)
PUBLIC = Team(8, "Payments", private=False)


@pytest.mark.parametrize(
    ("teams", "warned"), [((), False), ((PUBLIC.id,), False), ((PRIVATE.id,), True), ((PUBLIC.id, PRIVATE.id), True)]
)
def test_a_private_teams_source_that_is_open_to_a_channel_is_a_warning(teams, warned):
    account = dataclasses.replace(changed(team_ids=teams), teams={PRIVATE.id: PRIVATE, PUBLIC.id: PUBLIC})
    found = [(one.severity, one.found, one.hint) for one in in_ilert(policy(), account)]
    expected = (
        Severity.WARNING,
        '2247477 ("Slack Alerts") of the private team "Security"',
        "anybody in #ops may alert it, a member of the team or not",
    )
    assert found == ([expected] if warned else [])
