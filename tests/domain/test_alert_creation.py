"""Which alert sources open an alert for each event."""

import pytest

from bot.domain.account import AlertCreation, AlertSource
from bot.domain.alert_creation import AND_THEN, grouping


def source(creation):
    return AlertSource(1, "Slack Alerts", "SLACK", 2, alert_creation=creation)


@pytest.mark.parametrize("creation", [AlertCreation.ONE_ALERT_PER_EMAIL, AlertCreation.UNKNOWN])
def test_what_opens_an_alert_for_each_event_or_is_not_known_is_not_judged(creation):
    assert grouping(source(creation)) is None


@pytest.mark.parametrize(
    "creation", sorted(set(AlertCreation) - {AlertCreation.ONE_ALERT_PER_EMAIL, AlertCreation.UNKNOWN})
)
def test_every_other_word_of_ilerts_has_what_follows_from_it(creation):
    assert grouping(source(creation)).endswith(AND_THEN)
