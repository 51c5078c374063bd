"""Which alerts go by event, for those who must know it without asking ilert."""

import dataclasses

import pytest

from bot.delivery.route import has_a_key
from bot.domain.account import EscalationPolicy
from tests.alerts import DIRECTORY, EVENT

SOURCE = DIRECTORY.alert_sources[EVENT.target.alert_source_id]
POLICY = next(iter(DIRECTORY.escalation_policies.values()))


def directory(key):
    policy = dataclasses.replace(POLICY, id=900, routing_key=key)
    return dataclasses.replace(DIRECTORY, escalation_policies={policy.id: policy})


def request(policy_id):
    return dataclasses.replace(EVENT, target=dataclasses.replace(EVENT.target, escalation_policy_id=policy_id))


@pytest.mark.parametrize(
    ("key", "named"), [("network", True), (None, False), ("", False), ("a,b", False), ("il:x", False)]
)
def test_a_policy_can_be_named_by_a_key_that_ilert_reads_as_one(key, named):
    assert has_a_key(request(900), directory(key)) is named


def test_the_sources_own_policy_need_not_be_named():
    assert isinstance(POLICY, EscalationPolicy)
    assert has_a_key(request(None), directory(None))
    assert has_a_key(request(SOURCE.escalation_policy_id), directory(None))


def test_of_a_policy_that_is_not_known_nothing_is_assumed():
    assert not has_a_key(request(901), directory("network"))
