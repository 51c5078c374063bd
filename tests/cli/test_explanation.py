"""Rule by rule: what a person is offered, and why not more."""

import dataclasses

import pytest

from bot.cli import explanation
from bot.cli.explanation import explain
from bot.domain.account import AlertCreation
from bot.domain.decision import Denied
from bot.domain.identity import NotMatched
from bot.domain.permissions import AccessReason
from tests.accounts import (
    ACCOUNT,
    ADMIN,
    CHANNEL_SOURCE,
    GUSTAV,
    IN_DEMO,
    IN_OPS,
    NETWORK,
    ROBERT,
    SLACK_ALERTS,
    STELLA,
    STRANGE,
    URSULA,
    policy,
    slack_person,
)
from tests.english import ENGLISH


def told(person, place=IN_DEMO, directory=ACCOUNT, **tables):
    return explain(ENGLISH, person, place, policy(**tables), directory)


def ends(paragraph):
    """The rule that ended it."""
    return [step.text for step in paragraph.steps if step.passed is False and not step.deeper]


def test_every_reason_ends_one_rule():
    stages = [*explanation._ACCOUNT_STAGES, *explanation._CHANNEL_STAGES]
    assert {reason for _, reasons in stages for reason in reasons} == {*NotMatched, *Denied}
    assert set(explanation._WHY) == set(AccessReason)


@pytest.mark.parametrize(
    ("person", "tables", "rule"),
    [
        (slack_person(ADMIN, external=True), {}, "is a person of this Slack workspace, and active"),
        (slack_person(), {}, "is matched with one ilert user, by e-mail or by ilert_users.emails"),
        (slack_person(ROBERT, guest=True), {}, "is no Slack guest, or ilert_users.guests admits them"),
        (slack_person(ROBERT), {"ilert_users": {"enabled": False}}, "ilert_users.enabled is true"),
        (slack_person(ROBERT), {"ilert_users": {"channels": ["#ops"]}}, "this place is among ilert_users.channels"),
        (slack_person(STELLA), {}, "has an ilert role that may raise alerts"),
        (slack_person(STRANGE), {}, "has an ilert role that may raise alerts"),
    ],
)
def test_the_rule_that_ended_the_account_dialog(person, tables, rule):
    assert ends(told(person, **tables)[1]) == [rule]


def test_a_source_that_groups_says_so_where_it_is_explained():
    grouping = dataclasses.replace(
        ACCOUNT.alert_sources[SLACK_ALERTS], alert_creation=AlertCreation.INTELLIGENT_GROUPING
    )
    directory = dataclasses.replace(ACCOUNT, alert_sources={**ACCOUNT.alert_sources, SLACK_ALERTS: grouping})
    line = (
        "its alertCreation is INTELLIGENT_GROUPING: an alert that ilert finds similar to an open one is added to that, "
        "and nobody is called again"
    )
    assert line in [step.text for step in told(slack_person(), directory=directory)[2].steps]
    assert line not in [step.text for step in told(slack_person())[2].steps]


def test_nothing_visible():
    hidden = {key: dataclasses.replace(one, team_ids=(902,)) for key, one in ACCOUNT.alert_sources.items()}
    directory = dataclasses.replace(ACCOUNT, alert_sources=hidden)
    assert ends(told(slack_person(GUSTAV), directory=directory)[1]) == ["role and teams show at least one alert source"]


@pytest.mark.parametrize(
    ("person", "place", "tables", "rule"),
    [
        (slack_person(deleted=True), IN_DEMO, {}, "is a person of this Slack workspace, and active"),
        (slack_person(), IN_OPS, {}, "this channel is named in a [[slack_alert_source]]"),
        (slack_person(guest=True), IN_DEMO, {}, "is no Slack guest, or its `guests` admits them"),
    ],
)
def test_the_rule_that_ended_the_channel_dialog(person, place, tables, rule):
    assert ends(told(person, place, **tables)[2]) == [rule]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"active": False}, "switched off in ilert"),
        ({"integration_type": "API"}, "its type in ilert is not Slack"),
    ],
)
def test_an_alert_source_that_cannot_be_used(change, why):
    sources = {
        **ACCOUNT.alert_sources,
        SLACK_ALERTS: dataclasses.replace(ACCOUNT.alert_sources[SLACK_ALERTS], **change),
    }
    steps = told(slack_person(), directory=dataclasses.replace(ACCOUNT, alert_sources=sources))[2]
    assert ends(steps) == [
        "ilert can use its alert source and escalation policies",
        f"alert source Slack Alerts (2247477): {why}",
    ]


def test_a_policy_that_ilert_does_not_have():
    source = {**CHANNEL_SOURCE, "escalation_policy": [{"id": NETWORK}, {"id": 99}]}
    steps = told(slack_person(), slack_alert_source=[source])[2].steps
    assert [step.text for step in steps if step.deeper] == [
        "Network Infra Team (81211)",
        "99: ilert does not have it, or hides it from the API key's user",
    ]


def test_without_a_picture_of_the_account_the_file_is_taken_at_its_word():
    person, account, channel, result = told(slack_person(ROBERT), directory=None)
    assert ends(account) == ["the ilert account has been read"]
    assert "whether ilert can use its alert source and escalation policies is not known" in [
        step.text for step in channel.steps
    ]
    assert person.steps[-1].text == "no ilert user"
    assert result.steps[0].text == "The channel dialog opens (Alert on-call engineers)."
    assert result.steps[1].text == f"Not the account dialog: {ENGLISH.denials.denial(NotMatched.DIRECTORY_UNAVAILABLE)}"


def test_who_somebody_is():
    person = told(slack_person(ROBERT, guest=True))[0]
    assert [step.text for step in person.steps] == [
        "Robert Müller, robert@acme.example",
        "a guest in Slack",
        "no ilert user",
    ]
    overridden = slack_person(id="U02ABCDEF", name="Jane")
    person = told(overridden, ilert_users={"emails": {"U02ABCDEF": ROBERT.email}})[0]
    assert [step.text for step in person.steps] == [
        "Jane, matched by ilert_users.emails",
        "ilert user Robert Müller (2), role Responder",
        "Responder of the public team Platform",
        "Responder of the private team Payments",
    ]


def test_what_happens():
    assert [step.text for step in told(slack_person(URSULA), IN_OPS)[3].steps] == [
        "The account dialog opens (Alert on-call team)."
    ]
    assert told(slack_person(STELLA), IN_OPS)[3].steps[0].text == (
        "No dialog opens. They read: Your ilert role is Stakeholder. Stakeholders cannot raise alerts. "
        "Ask an ilert admin if you need to."
    )
