"""Whose sentences are in which language, and that there is one for everything that may be the matter."""

import pytest

from bot.domain.account import Role, TeamRole
from bot.domain.alerts import Failure
from bot.domain.decision import Denied
from bot.domain.identity import NotMatched
from bot.domain.permissions import AccessReason
from bot.wording.denials import DENIALS, NO_SLACK_ALERT_SOURCE
from bot.wording.states import STATES, State
from bot.wording.whoami import ROLES, WHY_NOT
from bot.wording.wording import Wordings
from tests.accounts import slack_person
from tests.english import ENGLISH


@pytest.mark.parametrize("locale", ["", "en-US", "en-GB", "fr-FR", "tlh"])
def test_who_speaks_no_language_of_the_bot_reads_english(locale):
    assert Wordings().for_person(slack_person(locale=locale)).language == "en"
    assert Wordings().for_language(locale).language == "en"


def test_every_reason_to_withhold_something_has_its_words():
    assert WHY_NOT.keys() == set(AccessReason) - {AccessReason.ADMIN, AccessReason.PUBLIC, AccessReason.MEMBER}


def test_every_denial_failure_and_role_has_its_words():
    assert STATES.keys() == {*State, *Failure}
    assert DENIALS.keys() == {*NotMatched, *Denied}
    assert set(ROLES) == {*Role, *TeamRole}


def test_the_denial_of_ilerts_faq_stands_word_for_word():
    expected = (
        "There is no Slack alert source configured for this channel in ilert, which is required to enable alert "
        "creation for Slack users without an ilert account."
    )
    assert expected == NO_SLACK_ALERT_SOURCE
    assert ENGLISH.denials.denial(Denied.NO_SLACK_ALERT_SOURCE) == expected


@pytest.mark.parametrize(("number", "shown"), [(0, "0 alert sources"), (1, "1 alert source"), (2, "2 alert sources")])
def test_numbers_have_their_plural(number, shown):
    assert ENGLISH.whoami.alert_sources(number) == shown
