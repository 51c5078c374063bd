"""Who is offered what, where: policy and permissions together."""

import dataclasses

import pytest

from bot.domain.alerts import Target
from bot.domain.decision import AccountOffer, ChannelOffer, ConfigProblem, Denied, decide
from bot.domain.identity import NotMatched
from tests.accounts import (
    ACCOUNT,
    ADMIN,
    BACKUP,
    CHANNEL_SOURCE,
    CHECKOUT,
    CORE_DB,
    DATABASE,
    FRONT,
    GUSTAV,
    IN_DEMO,
    IN_DM,
    IN_OPS,
    NETWORK,
    OLD,
    ON_CALL,
    PAYMENTS_SLACK,
    ROBERT,
    SLACK_ALERTS,
    SRE,
    STELLA,
    STRANGE,
    URSULA,
    policy,
    slack_person,
)

SAM = slack_person()


def test_an_admin_is_offered_all_but_what_is_switched_off():
    offer = decide(slack_person(ADMIN), IN_OPS, policy(), ACCOUNT).account
    assert set(offer.resources.alert_sources) == {SLACK_ALERTS, PAYMENTS_SLACK, CHECKOUT, CORE_DB, BACKUP, FRONT}
    assert set(offer.resources.escalation_policies) == {NETWORK, SRE, ON_CALL, DATABASE}
    assert OLD in offer.resources.denied_sources


def test_who_is_not_in_the_private_team_does_not_see_what_is_its():
    offer = decide(slack_person(URSULA), IN_OPS, policy(), ACCOUNT).account
    assert set(offer.resources.alert_sources) == {SLACK_ALERTS, CHECKOUT, CORE_DB, BACKUP, FRONT}
    assert set(offer.resources.escalation_policies) == {NETWORK, SRE, DATABASE}


@pytest.mark.parametrize(
    ("user", "target", "allowed"),
    [
        (ROBERT, Target(PAYMENTS_SLACK, ON_CALL), True),
        (URSULA, Target(PAYMENTS_SLACK, ON_CALL), False),
        (URSULA, Target(CORE_DB, ON_CALL), False),
        (URSULA, Target(CORE_DB, SRE), True),
        (URSULA, Target(OLD, NETWORK), False),
        (URSULA, Target(99, NETWORK), False),
        # Whoever may not see a source's own policy alerts it unnamed, and only then.
        (URSULA, Target(FRONT, None), True),
        (URSULA, Target(FRONT, ON_CALL), False),
        (ROBERT, Target(FRONT, None), False),
        (ROBERT, Target(FRONT, ON_CALL), True),
    ],
)
def test_a_target_is_a_source_and_a_policy_both_visible(user, target, allowed):
    assert decide(slack_person(user), IN_OPS, policy(), ACCOUNT).account.allows(target) is allowed


def test_anybody_is_offered_the_channels_dialog_in_the_admins_order_and_words():
    decision = decide(SAM, IN_DEMO, policy(), ACCOUNT)
    assert decision.account is NotMatched.NO_ACCOUNT
    assert decision.denial is None
    assert [(choice.target, choice.name) for choice in decision.channel.choices] == [
        (Target(SLACK_ALERTS, NETWORK), "Network Infrastructure"),
        (Target(SLACK_ALERTS, SRE), "SRE Team Escalation"),
    ]


def test_several_sources_of_a_channel_are_offered_together():
    second = {"id": PAYMENTS_SLACK, "channels": ["C024BE91L"], "escalation_policy": [{"id": ON_CALL}]}
    offer = decide(SAM, IN_DEMO, policy(slack_alert_source=[CHANNEL_SOURCE, second]), ACCOUNT).channel
    assert list(offer.sources) == [SLACK_ALERTS, PAYMENTS_SLACK]
    assert [choice.target.escalation_policy_id for choice in offer.choices] == [NETWORK, SRE, ON_CALL]


def test_the_channels_dialog_works_before_ilert_was_read():
    decision = decide(SAM, IN_DEMO, policy(), None)
    assert [choice.name for choice in decision.channel.choices] == ["Network Infrastructure", ""]
    assert decision.account is NotMatched.DIRECTORY_UNAVAILABLE


@pytest.mark.parametrize(
    ("person", "place", "tables", "reason"),
    [
        (SAM, IN_OPS, {}, NotMatched.NO_ACCOUNT),
        (SAM, IN_DM, {}, NotMatched.NO_ACCOUNT),
        (slack_person(email=None), IN_OPS, {}, NotMatched.NO_EMAIL),
        (slack_person(guest=True), IN_OPS, {}, NotMatched.NO_ACCOUNT),
        (slack_person(guest=True), IN_DEMO, {}, Denied.GUESTS_NOT_HERE),
        (slack_person(ROBERT, guest=True), IN_OPS, {}, NotMatched.GUEST),
        (slack_person(ROBERT, guest=True), IN_DEMO, {}, NotMatched.GUEST),
        (slack_person(ADMIN, external=True), IN_DEMO, {}, NotMatched.EXTERNAL),
        (slack_person(ADMIN, deleted=True), IN_DEMO, {}, NotMatched.DEACTIVATED),
        (slack_person(ADMIN, bot=True), IN_DEMO, {}, NotMatched.BOT),
        (slack_person(ROBERT, email_confirmed=False), IN_OPS, {}, NotMatched.EMAIL_UNCONFIRMED),
        (slack_person(STELLA), IN_OPS, {}, Denied.STAKEHOLDER),
        (slack_person(STRANGE), IN_OPS, {}, Denied.UNKNOWN_ROLE),
        (slack_person(GUSTAV), IN_OPS, {}, Denied.NOTHING_VISIBLE),
        (slack_person(ADMIN), IN_OPS, {"ilert_users": {"enabled": False}}, Denied.ACCOUNT_DIALOG_OFF),
        (SAM, IN_OPS, {"ilert_users": {"enabled": False}}, NotMatched.NO_ACCOUNT),
        (slack_person(ADMIN), IN_OPS, {"ilert_users": {"channels": ["#demo"]}}, Denied.NOT_IN_THIS_CHANNEL),
        (slack_person(ADMIN), IN_OPS, {"ilert_users": {"channels": ["#unknown"]}}, Denied.NOT_IN_THIS_CHANNEL),
        (slack_person(ADMIN), IN_DM, {"ilert_users": {"channels": ["#ops"]}}, Denied.NOT_IN_THIS_CHANNEL),
    ],
)
def test_who_is_denied_and_why(person, place, tables, reason):
    assert decide(person, place, policy(**tables), ACCOUNT).denial is reason


@pytest.mark.parametrize(
    ("place", "channels"),
    [(IN_OPS, "any"), (IN_DM, "any"), (IN_OPS, ["#ops"]), (IN_OPS, ["C0OPS000001"]), (IN_DM, ["dm"])],
)
def test_where_people_with_an_account_may_alert_from(place, channels):
    decision = decide(slack_person(ADMIN), place, policy(ilert_users={"channels": channels}), ACCOUNT)
    assert isinstance(decision.account, AccountOffer)


def test_a_stakeholder_gets_the_channels_dialog_like_anybody():
    decision = decide(slack_person(STELLA), IN_DEMO, policy(), ACCOUNT)
    assert decision.account is Denied.STAKEHOLDER
    assert isinstance(decision.channel, ChannelOffer)


def test_guests_get_the_channels_dialog_where_the_admin_lets_them():
    offer = decide(
        slack_person(guest=True), IN_DEMO, policy(slack_alert_source=[{**CHANNEL_SOURCE, "guests": True}]), ACCOUNT
    ).channel
    assert isinstance(offer, ChannelOffer)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"integration_type": "API"}, ConfigProblem.NOT_SLACK),
        ({"active": False}, ConfigProblem.INACTIVE),
        (None, ConfigProblem.MISSING),
    ],
)
def test_a_listed_source_that_ilert_cannot_use_is_not_offered(change, problem):
    sources = dict(ACCOUNT.alert_sources)
    if change is None:
        del sources[SLACK_ALERTS]
    else:
        sources[SLACK_ALERTS] = dataclasses.replace(sources[SLACK_ALERTS], **change)
    decision = decide(SAM, IN_DEMO, policy(), dataclasses.replace(ACCOUNT, alert_sources=sources))
    assert decision.denial is Denied.SOURCE_UNUSABLE
    assert decision.config_problems == {SLACK_ALERTS: problem}


def test_a_listed_policy_that_is_gone_is_left_out():
    policies = {key: value for key, value in ACCOUNT.escalation_policies.items() if key != SRE}
    decision = decide(SAM, IN_DEMO, policy(), dataclasses.replace(ACCOUNT, escalation_policies=policies))
    assert [choice.target.escalation_policy_id for choice in decision.channel.choices] == [NETWORK]
    assert decision.config_problems == {SRE: ConfigProblem.MISSING}


@pytest.mark.parametrize(
    ("setting", "chosen", "sent"),
    [("ask", None, None), ("ask", "LOW", "LOW"), ("source", None, None), ("HIGH", None, "HIGH"), ("LOW", None, "LOW")],
)
def test_the_priority_is_as_the_policy_says(setting, chosen, sent):
    tables = {
        "ilert_users": {"priority": setting},
        "slack_alert_source": [{**CHANNEL_SOURCE, "priority": setting}],
    }
    decision = decide(slack_person(ADMIN), IN_DEMO, policy(**tables), ACCOUNT)
    assert decision.account.priority_for(chosen) == sent
    assert decision.channel.priority_for(Target(SLACK_ALERTS, NETWORK), chosen) == sent


def test_a_priority_may_be_chosen_only_where_it_is_asked_for():
    decision = decide(slack_person(ADMIN), IN_DEMO, policy(ilert_users={"priority": "source"}), ACCOUNT)
    assert not decision.account.may_set("HIGH")
    assert decision.account.may_set(None)
    assert not decision.channel.may_set(Target(SLACK_ALERTS, NETWORK), "HIGH")
