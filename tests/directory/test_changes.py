"""Single things put into the account."""

import dataclasses

from bot.directory.changes import with_source, with_teams_of, with_user, without_source, without_user
from bot.domain.account import IlertUser, Role, Team, TeamRole
from tests.accounts import ACCOUNT, PAYMENTS, PLATFORM, ROBERT, SLACK_ALERTS, URSULA

NEW = IlertUser(9, "New", "New@acme.example", Role.USER)


def test_somebody_new_comes_with_their_teams():
    team = Team(902, "Payments", private=True, members={9: TeamRole.USER})
    account = with_user(ACCOUNT, NEW, [team])
    assert account.users_by_email["new@acme.example"] is NEW
    assert account.teams[902] is team
    assert 9 not in ACCOUNT.users


def test_somebody_new_with_anothers_address_makes_it_match_nobody():
    account = with_user(ACCOUNT, dataclasses.replace(NEW, email="ROBERT@acme.example"))
    assert "robert@acme.example" not in account.users_by_email


def test_another_role_takes_the_place_of_the_one_before():
    lesser = dataclasses.replace(ROBERT, role=Role.STAKEHOLDER)
    assert with_user(ACCOUNT, lesser).users_by_email[ROBERT.email].role is Role.STAKEHOLDER


def test_who_left_is_nobodys_match():
    account = without_user(ACCOUNT, ROBERT.id)
    assert ROBERT.id not in account.users
    assert ROBERT.email not in account.users_by_email


def test_who_was_taken_out_of_a_team_is_out_of_it_and_nobody_else_is():
    account = with_teams_of(ACCOUNT, ROBERT.id, [PLATFORM])
    assert account.teams[PLATFORM.id] == PLATFORM
    assert account.teams[PAYMENTS.id].members == {}
    assert account.teams[PAYMENTS.id].private


def test_another_team_role_counts():
    demoted = dataclasses.replace(PAYMENTS, members={ROBERT.id: TeamRole.STAKEHOLDER})
    account = with_teams_of(ACCOUNT, ROBERT.id, [PLATFORM, demoted])
    assert account.teams[PAYMENTS.id].members[ROBERT.id] is TeamRole.STAKEHOLDER


def test_a_source_changes_and_keeps_the_key_that_ilert_does_not_tell():
    off = dataclasses.replace(ACCOUNT.alert_sources[SLACK_ALERTS], active=False, integration_key=None)
    changed = with_source(ACCOUNT, off).alert_sources[SLACK_ALERTS]
    assert (changed.active, changed.integration_key) == (False, "il1slack")


def test_a_source_that_is_gone_is_left_out():
    assert SLACK_ALERTS not in without_source(ACCOUNT, SLACK_ALERTS).alert_sources


def test_where_nothing_changed_it_is_the_very_same_account_so_that_nothing_is_decided_anew():
    source = ACCOUNT.alert_sources[SLACK_ALERTS]
    assert with_user(ACCOUNT, ROBERT, [PAYMENTS]) is ACCOUNT
    assert with_teams_of(ACCOUNT, ROBERT.id, [PLATFORM, PAYMENTS]) is ACCOUNT
    assert with_teams_of(ACCOUNT, URSULA.id, []) is ACCOUNT
    assert with_source(ACCOUNT, dataclasses.replace(source, integration_key=None)) is ACCOUNT
    assert without_user(ACCOUNT, 999) is ACCOUNT
    assert without_source(ACCOUNT, 999) is ACCOUNT
