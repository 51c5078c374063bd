"""What stands in an alert in ilert, in each language."""

import dataclasses

from bot.delivery.payload import manual_alert, references
from tests.alerts import MANUAL
from tests.english import WORDINGS

GERMAN = WORDINGS.for_language("de")


def test_the_details_are_in_the_language_of_the_policy():
    details = manual_alert(GERMAN, dataclasses.replace(MANUAL, details=""))["details"]
    assert details.startswith("Ausgelöst von Sam Sand (Slack-Nutzer-ID U0SAM000001) in Slack (#demo, https://acme")
    assert "am 04.03.2026, 05:06 UTC." in details


def test_the_mark_by_which_an_alert_is_found_again_is_the_same_in_all_languages():
    for language in ("en", "de"):
        body = manual_alert(WORDINGS.for_language(language), MANUAL)
        assert references(body["details"]) == [MANUAL.reference]
