"""The alert rules in docs/: that they are good Prometheus, about metrics that exist, and speak when they should."""

import shutil

import pytest

from tests.documents.pages import DOCS, blocks
from tests.metrics.everything import busy_metrics
from tests.metrics.promql import ROOT, RULES, problems, promtool, rules


def test_promtool_takes_the_rules():
    good, said = promtool("check", "rules", RULES)
    assert good, said


def test_the_rules_speak_when_they_should_and_are_silent_otherwise():
    good, said = promtool("test", "rules", ROOT / "tests/metrics/alert_rules.yml")
    assert good, said


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_a_rule_asks_for_metrics_that_exist_and_says_what_to_do(rule):
    assert problems(rule["expr"]) == []
    assert rule["labels"]["severity"] in ("critical", "warning")
    assert rule["annotations"].keys() == {"summary", "description", "runbook"}


def test_what_does_not_exist_would_be_found():
    assert problems("il_alert_nothing == 0") == ["il_alert_nothing"]
    assert problems('il_alert_deliveries_total{way="x"}') == [
        "il_alert_deliveries_total{way}",
        "il_alert_deliveries_total{way=x}",
    ]
    assert problems('sum by (colour) (il_alert_deliveries_total{outcome="lovely"})') == [
        "il_alert_deliveries_total{outcome=lovely}",
        "colour",
    ]


def test_promtool_takes_the_documented_configuration(tmp_path):
    (configuration,) = (block for block in blocks(DOCS / "operation.md", "yaml") if "scrape_configs" in block)
    (tmp_path / "prometheus.yml").write_text(configuration)
    shutil.copy(RULES, tmp_path)
    good, said = promtool("check", "config", "prometheus.yml", cwd=tmp_path)
    assert good, said
    assert "9 rules found" in said


def test_promtool_finds_nothing_to_say_about_names_and_units():
    assert promtool("check", "metrics", text=busy_metrics().text().decode()) == (True, "")
