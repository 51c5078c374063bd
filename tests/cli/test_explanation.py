"""Rule by rule: what a person is offered, and why not more."""

import dataclasses

import pytest

from bot.cli import explanation
from bot.cli.explanation import explain
from bot.cli.explanation_rules import ACCOUNT_RULES, CHANNEL_RULES, Verdict
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


def told(person, place=IN_DEMO, directory=ACCOUNT, *, slack_asked=True, **tables):
    return explain(ENGLISH, person, place, policy(**tables), directory, slack_asked=slack_asked)


def ends(section, verdict=Verdict.NO):
    """The rule that ended it."""
    return [check.text for check in section.checks if check.verdict is verdict and not check.deeper]


def test_every_reason_ends_one_rule():
    reasons = [reason for rules in (ACCOUNT_RULES, CHANNEL_RULES) for rule in rules for reason in rule.ends]
    assert set(reasons) == {*NotMatched, *Denied}
    assert set(explanation._WHY) == set(AccessReason)


@pytest.mark.parametrize(
    ("person", "tables", "rule"),
    [
        (slack_person(ADMIN, external=True), {}, "from another company's Slack workspace"),
        (slack_person(ADMIN, bot=True), {}, "a bot in Slack"),
        (slack_person(), {}, "no ilert user has the address sam@acme.example"),
        (
            slack_person(email="robret@acme.example"),
            {},
            "no ilert user has the address robret@acme.example; the nearest is robert@acme.example",
        ),
        (slack_person(email=None), {}, "Slack names no e-mail address"),
        (
            slack_person(ROBERT, email_confirmed=False),
            {},
            "Slack says that the address robert@acme.example is not confirmed",
        ),
        (
            slack_person(),
            {"ilert_users": {"emails": {"U0SAM000001": "nobody@acme.example"}}},
            "ilert_users.emails names nobody@acme.example: no ilert user has the address nobody@acme.example",
        ),
        (slack_person(ROBERT, guest=True), {}, "a guest in Slack, and ilert_users.guests is false"),
        (slack_person(ROBERT), {"ilert_users": {"enabled": False}}, "ilert_users.enabled is false"),
        (
            slack_person(ROBERT),
            {"ilert_users": {"channels": ["#ops"]}},
            "ilert_users.channels has #ops, and lacks #demo",
        ),
        (slack_person(STELLA), {}, "the ilert role Stakeholder may raise none, as far as this bot knows"),
        (slack_person(STRANGE), {}, "the ilert role Unknown may raise none, as far as this bot knows"),
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
    assert line in [check.text for check in told(slack_person(), directory=directory)[2].checks]
    assert line not in [check.text for check in told(slack_person())[2].checks]


def test_nothing_visible():
    hidden = {key: dataclasses.replace(one, team_ids=(902,)) for key, one in ACCOUNT.alert_sources.items()}
    directory = dataclasses.replace(ACCOUNT, alert_sources=hidden)
    assert ends(told(slack_person(GUSTAV), directory=directory)[1]) == [
        "role and teams give 0 of 7 alert sources and 0 of 4 escalation policies"
    ]


@pytest.mark.parametrize(
    ("person", "place", "tables", "rule"),
    [
        (slack_person(deleted=True), IN_DEMO, {}, "the Slack account is deactivated"),
        (slack_person(), IN_OPS, {}, "#ops is named by no [[slack_alert_source]]"),
        (slack_person(guest=True), IN_DEMO, {}, "a guest in Slack, and guests is false"),
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
    section = told(slack_person(), directory=dataclasses.replace(ACCOUNT, alert_sources=sources))[2]
    assert ends(section) == [
        "ilert can use no alert source with an escalation policy of these",
        f"alert source Slack Alerts (2247477): {why}",
    ]


def test_a_policy_that_ilert_does_not_have():
    source = {**CHANNEL_SOURCE, "escalation_policy": [{"id": NETWORK}, {"id": 99}]}
    checks = told(slack_person(), slack_alert_source=[source])[2].checks
    assert [check.text for check in checks if check.deeper] == [
        "Network Infra Team (81211)",
        "99: ilert does not have it, or hides it from the API key's user",
    ]


def test_without_a_picture_of_the_account_the_file_is_taken_at_its_word():
    person, account, channel, result = told(slack_person(ROBERT), directory=None)
    assert ends(account, Verdict.UNKNOWN) == ["nothing has been read from the ilert account yet"]
    assert ends(channel, Verdict.UNKNOWN) == [
        "nothing has been read from ilert, so whether it can use what they list is open"
    ]
    assert [check.text for check in person.checks] == ["Robert Müller, robert@acme.example"]
    assert [(check.verdict, check.text) for check in result.checks] == [
        (Verdict.YES, "The channel dialog opens (Alert on-call engineers)."),
        (Verdict.UNKNOWN, "Whether the account dialog opens: nothing has been read from the ilert account yet."),
    ]


def test_what_slack_alone_can_tell_is_assumed_until_it_was_asked():
    assumed = [
        "a person of this Slack workspace, whose account is active",
        "a full member in Slack, while ilert_users.guests is false",
    ]
    assert ends(told(slack_person(ROBERT), slack_asked=False)[1], Verdict.ASSUMED) == assumed
    assert ends(told(slack_person(ROBERT), slack_asked=True)[1], Verdict.ASSUMED) == []
    guests = {"ilert_users": {"guests": True}}
    assert ends(told(slack_person(ROBERT), slack_asked=False, **guests)[1], Verdict.ASSUMED) == assumed[:1]


def test_an_address_that_only_slack_knows_leaves_the_account_dialog_open():
    nameless = slack_person(email=None)
    _, account, _, result = told(nameless, IN_OPS, slack_asked=False)
    unknown = "only Slack knows the e-mail address of U0SAM000001, and was not asked"
    assert (ends(account), ends(account, Verdict.UNKNOWN)) == ([], [unknown])
    assert [check.text for check in result.checks] == [f"Whether the account dialog opens: {unknown}."]


def test_what_the_file_shuts_for_everybody_needs_no_address():
    _, account, _, result = told(slack_person(email=None), IN_OPS, slack_asked=False, ilert_users={"enabled": False})
    assert ends(account) == ["ilert_users.enabled is false"]
    assert result.checks[0].text.startswith("No dialog opens.")


def test_an_address_of_two_is_nobodys():
    twins = {**ACCOUNT.users, 77: dataclasses.replace(ROBERT, id=77)}
    directory = dataclasses.replace(ACCOUNT, users=twins, users_by_email={})
    assert ends(told(slack_person(ROBERT), directory=directory)[1]) == [
        "2 ilert users have the address robert@acme.example, so that it is nobody's"
    ]


def test_who_somebody_is():
    person = told(slack_person(ROBERT, guest=True))[0]
    assert [check.text for check in person.checks] == [
        "Robert Müller, robert@acme.example",
        "a guest in Slack",
    ]
    overridden = slack_person(id="U02ABCDEF", name="Jane")
    person = told(overridden, ilert_users={"emails": {"U02ABCDEF": ROBERT.email}})[0]
    assert [check.text for check in person.checks] == [
        "Jane, matched by ilert_users.emails",
        "ilert user Robert Müller (2), role Responder",
        "Responder of the public team Platform",
        "Responder of the private team Payments",
    ]


def test_what_happens():
    assert [check.text for check in told(slack_person(URSULA), IN_OPS)[3].checks] == [
        "The account dialog opens (Alert on-call team)."
    ]
    assert told(slack_person(STELLA), IN_OPS)[3].checks[0].text == (
        "No dialog opens. They read: Your ilert role is Stakeholder. Stakeholders cannot raise alerts. "
        "Ask an ilert admin if you need to."
    )
