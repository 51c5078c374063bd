import pytest

from bot.slack.features.alert_card.pace import EDITS_A_MINUTE, POST_SECONDS, Pace


def test_a_minute_has_so_many_edits():
    pace = Pace()
    for _ in range(EDITS_A_MINUTE):
        assert pace.edit_wait(100.0) == 0.0
        pace.edited(100.0)
    assert pace.edit_wait(130.0) == 30.0
    assert pace.edit_wait(160.0) == 0.0


def test_a_channel_gets_one_post_a_second_and_others_do_not_wait_for_it():
    pace = Pace()
    pace.posted("C1", 100.0)
    assert pace.post_wait("C1", 100.0) == pytest.approx(POST_SECONDS)
    assert pace.post_wait("C2", 100.0) == 0.0
    assert pace.post_wait("C1", 100.0 + POST_SECONDS) == 0.0


def test_after_a_429_nothing_goes_out_for_as_long_as_slack_says():
    pace = Pace()
    pace.edits_limited(100.0, 30.0)
    pace.posts_limited(100.0, None)
    assert (pace.edit_wait(110.0), pace.post_wait("C1", 105.0)) == (20.0, 5.0)
    assert (pace.edit_wait(130.0), pace.post_wait("C1", 110.0)) == (0.0, 0.0)
