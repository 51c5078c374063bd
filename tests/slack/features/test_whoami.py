"""What people are told about themselves."""

import dataclasses

import pytest

from bot.domain.decision import decide
from bot.slack.features.whoami import whoami_message
from tests.accounts import ACCOUNT, ADMIN, IN_DEMO, IN_OPS, ROBERT, STELLA, URSULA, policy, slack_person, source
from tests.english import ENGLISH


def told(person, account=None, place=IN_OPS, directory=ACCOUNT, **tables):
    decision = decide(person, place, policy(**tables), directory)
    message = whoami_message(ENGLISH, person, account, decision, directory)
    return [block["text"]["text"] for block in message["blocks"]]


def test_a_responder_of_a_private_team():
    assert told(slack_person(ROBERT), ROBERT, IN_DEMO) == [
        "*You in Slack*\nRobert Müller, robert@acme.example",
        "*Your ilert account*\nRobert Müller, robert@acme.example, role Responder\n"
        "Teams: Payments (private, Responder), Platform (public, Responder)",
        "*With your ilert account, from here*\n"
        "6 alert sources: Backup jobs, Checkout monitoring, Core database, Payments Slack, "
        "Public front, private policy, Slack Alerts\n"
        "4 escalation policies: Database Admins, Network Infra Team, Payments On-Call, SRE Team Escalation\n"
        "Not offered: 1 alert source switched off in ilert",
        "*With the channel dialog*\n2 escalation policies: Network Infrastructure, SRE Team Escalation",
    ]


def test_why_somebody_may_not_use_more():
    paragraph = told(slack_person(URSULA), URSULA)[2]
    assert "Not offered: 1 alert source of a private team that you are not in" in paragraph
    assert "Not offered: 1 escalation policy of a private team that you are not in" in paragraph


@pytest.mark.parametrize(
    ("person", "account", "expected"),
    [
        (slack_person(), None, "Nothing, as that needs an ilert account."),
        (slack_person(STELLA), STELLA, "Your ilert role is Stakeholder."),
        (slack_person(email=None), None, "Nothing, as that needs an ilert account."),
    ],
)
def test_somebody_who_may_nothing_is_told_why(person, account, expected):
    assert expected in told(person, account)[2]


def test_who_has_no_account_reads_so_with_the_address_and_not_the_answer_to_the_command():
    paragraphs = told(slack_person(), place=IN_DEMO)
    assert paragraphs[1] == "*Your ilert account*\nNone. No ilert user has the address sam@acme.example."
    assert paragraphs[2] == "*With your ilert account, from here*\nNothing, as that needs an ilert account."
    assert paragraphs[3].startswith("*With the channel dialog*\n2 escalation policies: ")
    assert told(slack_person())[3] == "*With the channel dialog*\nThere is none here."
    assert told(slack_person(email=None))[1] == (
        "*Your ilert account*\nNone. Slack names no e-mail address of yours to look for in ilert."
    )


def test_that_an_address_is_near_is_said_to_members_but_not_whose_it_is():
    slip = "robret@acme.example"
    member, guest = told(slack_person(email=slip))[1], told(slack_person(email=slip, guest=True))[1]
    assert "One address in ilert differs from yours only a little." in member
    assert ROBERT.email not in member
    assert guest == f"*Your ilert account*\nNone. No ilert user has the address {slip}."


def test_marks_and_markup_are_shown_as_text():
    person = slack_person(guest=True, email_confirmed=False, name="<!here> & co", email=None)
    assert told(person)[0] == (
        "*You in Slack*\n&lt;!here&gt; &amp; co, no e-mail address known (guest, e-mail not confirmed)"
    )


def test_long_lists_are_cut():
    sources = {number: source(number, f"Source {number:03}", None) for number in range(1, 40)}
    policies = ACCOUNT.escalation_policies
    directory = dataclasses.replace(ACCOUNT, alert_sources=sources, escalation_policies=policies)
    paragraph = told(slack_person(ADMIN), ADMIN, directory=directory)[2]
    assert paragraph.startswith("*With your ilert account, from here*\n39 alert sources: Source 001, ")
    assert "Source 015 and 24 more" in paragraph


def test_a_long_paragraph_is_cut_between_characters():
    sources = {number: source(number, f"{number} " + "&" * 250, None) for number in range(1, 16)}
    directory = dataclasses.replace(ACCOUNT, alert_sources=sources)
    paragraph = told(slack_person(ADMIN), ADMIN, directory=directory)[2]
    assert len(paragraph) <= 3000
    assert paragraph.endswith("&amp;…")


@pytest.mark.parametrize("who", [{"external": True}, {"guest": True}])
def test_who_is_matched_with_nobody_reads_that_and_why_once(who):
    paragraphs = told(slack_person(URSULA, **who), place=IN_DEMO)
    assert paragraphs[1] == (
        "*Your ilert account*\nNot looked for: only members of this workspace are matched with one."
    )
    said = [one.partition("\n")[2] for one in paragraphs[1:]]
    assert len(set(said)) == 3


def test_a_reason_that_holds_for_both_dialogs_is_given_once():
    assert (
        told(slack_person(external=True), place=IN_DEMO)[3]
        == "*With the channel dialog*\nNothing, for the same reason."
    )


def test_what_keeps_the_account_from_being_found_is_said_once():
    paragraphs = told(slack_person(URSULA), place=IN_DEMO, directory=None)
    assert paragraphs[1].startswith(
        "*Your ilert account*\nThe bot cannot read your company's ilert account at the moment"
    )
    assert paragraphs[2] == "*With your ilert account, from here*\nNothing, for the same reason."
