"""Which ilert user a Slack person is."""

import dataclasses

import pytest

from bot.directory import parsing
from bot.domain.account import Role
from bot.domain.alerts import Person
from bot.domain.identity import NotMatched, ilert_user
from bot.ilert.models import User
from bot.policy.schema import IlertUsers

ROBERT = User(id=2, email="Robert.Mueller@acme.example", role="RESPONDER", firstName="Robert", lastName="Müller")
TWINS = [
    User(id=number, email=email, role="USER") for number, email in ((3, "twin@acme.example"), (4, "TWIN@acme.example "))
]
ACCOUNT = parsing.directory([parsing.user(one) for one in (ROBERT, *TWINS)], [], [], [], taken_at=0.0)
NO_OVERRIDES = IlertUsers()

SLACK_ROBERT = Person("U0ROBERT001", "Robert Müller", email="robert.mueller@ACME.example")


def test_the_email_matches_without_regard_to_case():
    user = ilert_user(SLACK_ROBERT, NO_OVERRIDES, ACCOUNT)
    assert (user.id, user.name, user.role) == (2, "Robert Müller", Role.RESPONDER)


@pytest.mark.parametrize(
    "lookalike", ["robert.mueller@acme.\u212a", "r\u200bobert@acme.example", "\u017fam@acme.example"]
)
def test_an_address_with_look_alike_letters_is_a_strangers(lookalike):
    """Unicode lowers the Kelvin sign to k, and folds the long s to s; no such address is anybody else's."""
    plain = lookalike.replace("\u212a", "k").replace("\u017f", "s").replace("\u200b", "")
    account = parsing.directory([parsing.user(User(id=2, email=plain, role="ADMIN"))], [], [], [], taken_at=0.0)
    person = dataclasses.replace(SLACK_ROBERT, email=lookalike)
    assert ilert_user(person, NO_OVERRIDES, account) is NotMatched.NO_ACCOUNT
    assert ilert_user(dataclasses.replace(person, email=plain.upper()), NO_OVERRIDES, account).id == 2


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"external": True}, NotMatched.EXTERNAL),
        ({"bot": True}, NotMatched.BOT),
        ({"deleted": True}, NotMatched.DEACTIVATED),
        ({"email": None}, NotMatched.NO_EMAIL),
        ({"email_confirmed": False}, NotMatched.EMAIL_UNCONFIRMED),
        ({"email": "nobody@acme.example"}, NotMatched.NO_ACCOUNT),
        ({"email": "robert.mueller+x@acme.example"}, NotMatched.NO_ACCOUNT),
        ({"email": "twin@acme.example"}, NotMatched.NO_ACCOUNT),
        ({"guest": True}, NotMatched.GUEST),
        ({"external": True, "deleted": True}, NotMatched.EXTERNAL),
    ],
)
def test_who_is_not_matched_and_why(change, reason):
    assert ilert_user(dataclasses.replace(SLACK_ROBERT, **change), NO_OVERRIDES, ACCOUNT) is reason


def test_without_an_account_reading_nobody_is_matched():
    assert ilert_user(SLACK_ROBERT, NO_OVERRIDES, None) is NotMatched.DIRECTORY_UNAVAILABLE


def test_guests_are_matched_where_the_policy_lets_them():
    guest = dataclasses.replace(SLACK_ROBERT, guest=True)
    assert ilert_user(guest, IlertUsers(guests=True), ACCOUNT).id == 2


def test_the_override_wins_over_the_email():
    person = dataclasses.replace(SLACK_ROBERT, email="twin@acme.example")
    policy = IlertUsers(emails={"U0ROBERT001": "ROBERT.mueller@acme.example"})
    assert ilert_user(person, policy, ACCOUNT).id == 2


def test_an_override_that_names_nobody_does_not_fall_back_to_the_email():
    policy = IlertUsers(emails={"U0ROBERT001": "gone@acme.example"})
    assert ilert_user(SLACK_ROBERT, policy, ACCOUNT) is NotMatched.OVERRIDE_UNKNOWN


def test_an_override_does_not_let_an_outsider_in():
    policy = IlertUsers(emails={"U0ROBERT001": "robert.mueller@acme.example"})
    assert ilert_user(dataclasses.replace(SLACK_ROBERT, external=True), policy, ACCOUNT) is NotMatched.EXTERNAL
