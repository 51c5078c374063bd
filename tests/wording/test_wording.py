"""Whose sentences are in which language, and that there is one for everything that may be the matter."""

from datetime import datetime, timedelta, timezone

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
from tests.english import ENGLISH, WORDINGS


@pytest.mark.parametrize("locale", ["", "en-US", "en-GB", "fr-FR", "tlh"])
def test_who_speaks_no_language_of_the_bot_reads_english(locale):
    assert WORDINGS.for_person(slack_person(locale=locale)).language == "en"
    assert WORDINGS.for_language(locale).language == "en"


def test_people_read_their_own_language():
    assert WORDINGS.for_person(slack_person(locale="de-DE")).language == "de"
    assert WORDINGS.for_person(slack_person(locale="de-AT")).language == "de"
    assert WORDINGS.for_person(slack_person(locale="en-GB")).language == "en"


def test_what_is_for_nobody_in_particular_is_in_english():
    assert WORDINGS.for_policy().language == "en"


@pytest.mark.parametrize("locale", ["", "en-US", "de-DE", "fr-FR"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_one_language_can_be_set_for_everybody(language, locale):
    wordings = Wordings(lambda: language)
    assert wordings.for_person(slack_person(locale=locale)).language == language
    assert wordings.for_policy().language == language


def test_a_person_goes_on_to_read_the_language_in_which_they_asked_whatever_the_policy_says_now():
    assert Wordings(lambda: "en").for_language("de").language == "de"


def test_a_language_that_another_release_spoke_reads_as_the_policys():
    assert Wordings(lambda: "de").for_language("pt").language == "de"


def test_times_are_written_as_the_language_does():
    when = datetime(2026, 3, 4, 6, 6, tzinfo=timezone(timedelta(hours=1)))
    assert ENGLISH.alert.time(when) == "2026-03-04 05:06 UTC"
    assert WORDINGS.for_language("de").alert.time(when) == "04.03.2026, 05:06 UTC"


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
