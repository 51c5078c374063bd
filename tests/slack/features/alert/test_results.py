"""What people are told after Submit, within Slack's limits."""

from bot.domain.alerts import Failure, NotDelivered
from bot.slack.features.alert.results import standing_view
from bot.slack.features.alert.standing import standing
from bot.slack.ui.blocks import SECTION_LIMIT
from tests.alerts import EVENT
from tests.english import ENGLISH


def test_a_fallback_that_escaping_makes_too_long_still_fits():
    outcome = NotDelivered(Failure.ILERT_UNREACHABLE, "timeout")
    view = standing_view(ENGLISH, standing(EVENT, outcome), "Alert", "&" * 2000)
    fallback = view["blocks"][1]["text"]["text"]
    assert fallback.endswith("&amp;…")
    assert len(fallback) <= SECTION_LIMIT
