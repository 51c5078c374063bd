import pytest

from bot.domain.alerts import Failure
from bot.ilert.sansio import Endpoint
from bot.metrics.process import HardenedProcessCollector
from bot.service.metrics_state import open_metrics
from tests.metrics.scrape import samples, value


@pytest.fixture
def metrics():
    return open_metrics()


def text(metrics):
    return metrics.text().decode()


def test_what_alert_rules_watch_is_there_from_the_start_at_zero(metrics):
    shown = text(metrics)
    for outcome in {"raised", "grouped", "not_seen", *Failure} - {Failure.DROPPED}:
        assert value(shown, "il_alert_deliveries_total", outcome=outcome) == 0
    assert value(shown, "il_alert_submissions_total", outcome="not_kept") == 0
    assert value(shown, "il_alert_envelopes_total", type="slash_commands", outcome="lost") == 0
    assert value(shown, "il_alert_decisions_total", offer="none") == 0
    assert value(shown, "il_alert_dialog_seconds_count", outcome="too_late") == 0


def test_an_acknowledged_envelope_is_counted_and_timed(metrics):
    metrics.envelope("slash_commands", "acknowledged", 0.004)
    metrics.envelope("slash_commands", "failed", 0.2)
    shown = text(metrics)
    assert value(shown, "il_alert_envelopes_total", type="slash_commands", outcome="acknowledged") == 1
    assert value(shown, "il_alert_ack_seconds_bucket", type="slash_commands", le="0.0025") == 0
    assert value(shown, "il_alert_ack_seconds_bucket", type="slash_commands", le="0.005") == 1
    assert value(shown, "il_alert_ack_seconds_count", type="slash_commands") == 2


def test_a_lost_acknowledgement_is_counted_and_has_no_time(metrics):
    metrics.envelope("view_submission", "lost", 2.0)
    shown = text(metrics)
    assert value(shown, "il_alert_envelopes_total", type="view_submission", outcome="lost") == 1
    assert value(shown, "il_alert_ack_seconds_count", type="view_submission") is None


def test_a_delivery_is_timed_and_one_that_failed_is_not(metrics):
    metrics.settled("raised", 0.3)
    metrics.settled("ilert_unreachable", 3600.0)
    shown = text(metrics)
    assert value(shown, "il_alert_deliveries_total", outcome="ilert_unreachable") == 1
    assert value(shown, "il_alert_delivery_seconds_count") == 1
    assert value(shown, "il_alert_delivery_seconds_sum") == 0.3


def test_a_status_that_nobody_foresaw_makes_no_new_series(metrics):
    metrics.ilert_called(Endpoint.USERS, 777, 0.1)
    assert value(text(metrics), "il_alert_ilert_calls_total", endpoint="GET /users", status="other") == 1


def test_the_state_of_the_parts_is_read_at_each_scrape_and_what_is_not_known_is_not_shown(metrics):
    ages = iter([5.0, 6.0, None])
    metrics.gauge("age", "Some age", lambda: next(ages))
    metrics.counter("times", "Some count", lambda: 3)
    metrics.gauge_by("limit", "Some limit", "budget", lambda: {"a": 1.0, "b": None})
    shown = text(metrics)
    assert [value(shown, "il_alert_age"), value(shown, "il_alert_times_total")] == [5.0, 3.0]
    assert [value(shown, "il_alert_limit", budget=budget) for budget in ("a", "b")] == [1.0, None]
    assert [value(text(metrics), "il_alert_age") for _ in range(2)] == [6.0, None]


def test_it_is_told_which_version_runs(metrics):
    (build,) = (dict(labels) for name, *labels in samples(text(metrics)) if name == "il_alert_build_info")
    assert build.keys() == {"version", "python"}


def test_there_is_no_series_about_when_series_began(metrics):
    metrics.dialog("opened", 0.1)
    assert "_created" not in text(metrics)


def test_the_process_is_shown_where_no_more_of_proc_than_it_may_be_read(tmp_path):
    """As systemd's `ProcSubset=pid` leaves it: /proc/self is there, /proc/stat is not."""
    (tmp_path / "self").symlink_to("/proc/self")
    shown, usual = _process(proc=str(tmp_path)), _process()
    assert shown.keys() == usual.keys() >= {"process_cpu_seconds", "process_resident_memory_bytes", "process_open_fds"}
    assert shown["process_start_time_seconds"] == pytest.approx(usual["process_start_time_seconds"], abs=0.1)


def _process(**where):
    collector = HardenedProcessCollector(registry=None, **where)
    return {family.name: family.samples[0].value for family in collector.collect()}
