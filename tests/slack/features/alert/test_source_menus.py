"""The menus that are remembered while somebody searches them."""

import dataclasses

from bot.slack.features.alert.choices import source_choices
from bot.slack.features.alert.source_menus import SourceMenus
from tests.accounts import ACCOUNT, CHECKOUT, ROBERT, URSULA
from tests.english import ENGLISH, WORDINGS
from tests.slack.features.alert.offers import account_offer


def test_a_menu_is_written_once_for_all_keys_of_a_search():
    menus, offer = SourceMenus(), account_offer(URSULA)
    written = menus.choices(ENGLISH, offer)
    assert written == source_choices(ENGLISH, offer)
    assert menus.choices(ENGLISH, dataclasses.replace(offer)) is written


def test_everybody_gets_the_menu_of_what_they_may_alert_themselves():
    menus, ursula, robert = SourceMenus(), account_offer(URSULA), account_offer(ROBERT)
    assert menus.choices(ENGLISH, ursula) != menus.choices(ENGLISH, robert)


def test_a_menu_is_written_in_the_language_of_who_searches():
    sources = {**ACCOUNT.alert_sources}
    sources[CHECKOUT] = dataclasses.replace(sources[CHECKOUT], name="")
    offer = account_offer(URSULA, dataclasses.replace(ACCOUNT, alert_sources=sources))
    menus = SourceMenus()
    assert menus.choices(ENGLISH, offer) != menus.choices(WORDINGS.for_language("de"), offer)


def test_a_renamed_source_is_found_by_its_new_name():
    menus = SourceMenus()
    for name in ("Checkout", "Till", "Cash desk"):
        sources = {**ACCOUNT.alert_sources}
        sources[CHECKOUT] = dataclasses.replace(sources[CHECKOUT], name=name)
        # What was offered before is gone by now, so that another object may stand where it stood.
        offer = account_offer(URSULA, dataclasses.replace(ACCOUNT, alert_sources=sources))
        assert (name, str(CHECKOUT)) in menus.choices(ENGLISH, offer)
