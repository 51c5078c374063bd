"""The Grafana dashboard in docs/: that it is whole, and shows what exists."""

import itertools
import json

import pytest
import yaml

from tests.metrics.promql import ROOT, problems, promtool

DASHBOARD = json.loads((ROOT / "docs/grafana-dashboard.json").read_text(encoding="utf-8"))
PANELS = DASHBOARD["panels"]
GRAPHS = [panel for panel in PANELS if panel["type"] != "row"]
UNITS = {"short", "none", "s", "bytes", "percentunit", "reqps", "dateTimeFromNow"}
SOURCE = {"type": "prometheus", "uid": "${datasource}"}

# What Grafana puts in for its variables.
_VARIABLES = {"$__rate_interval": "5m", "$__interval": "5m", "$job": ".+", "$instance": ".+"}


def expressions():
    targets = [target["expr"] for panel in GRAPHS for target in panel["targets"]]
    return targets + [one["expr"] for one in DASHBOARD["annotations"]["list"] if "expr" in one]


def filled(expression):
    for variable, value in _VARIABLES.items():
        expression = expression.replace(variable, value)
    return expression


def title(panel):
    return panel["title"]


def test_it_has_a_row_for_each_question():
    rows = [panel["title"] for panel in PANELS if panel["type"] == "row"]
    assert rows == ["Is it well?", "People", "Delivery", "ilert", "Slack", "Process", "Several hosts"]


def test_panels_have_ids_of_their_own_and_titles_of_their_own():
    ids = [panel["id"] for panel in PANELS]
    assert len(set(ids)) == len(ids)
    rows = itertools.accumulate(panel["type"] == "row" for panel in PANELS)
    titles = [(row, panel["title"]) for row, panel in zip(rows, PANELS, strict=True)]
    assert len(set(titles)) == len(titles)


def test_panels_lie_in_the_grid_and_none_upon_another():
    taken = [
        (column, line)
        for grid in (panel["gridPos"] for panel in PANELS)
        for column in range(grid["x"], grid["x"] + grid["w"])
        for line in range(grid["y"], grid["y"] + grid["h"])
    ]
    assert len(set(taken)) == len(taken)
    assert {column for column, _ in taken} == set(range(24))
    # Neither a gap between two lines.
    assert {line for _, line in taken} == set(range(max(line for _, line in taken) + 1))


@pytest.mark.parametrize("panel", GRAPHS, ids=title)
def test_a_panel_says_what_it_shows_in_which_unit(panel):
    assert panel["description"].endswith(".")
    assert panel["fieldConfig"]["defaults"]["unit"] in UNITS
    assert all(target["legendFormat"] for target in panel["targets"])
    assert len({target["refId"] for target in panel["targets"]}) == len(panel["targets"])


@pytest.mark.parametrize("panel", GRAPHS, ids=title)
def test_what_is_in_seconds_or_a_part_of_one_is_drawn_so(panel):
    unit = panel["fieldConfig"]["defaults"]["unit"]
    for expression in (target["expr"] for target in panel["targets"]):
        if "_seconds_bucket" in expression or "_age_seconds" in expression:
            assert unit == "s"
        if "_bytes" in expression:
            assert unit == "bytes"
        if "_ratio" in expression:
            assert unit == "percentunit"


@pytest.mark.parametrize("expression", sorted(set(expressions())))
def test_it_asks_for_what_exists_of_the_chosen_service(expression):
    assert problems(filled(expression)) == []
    assert 'job=~"$job", instance=~"$instance"' in expression


def test_the_data_source_is_a_variable():
    sources = [panel["datasource"] for panel in GRAPHS]
    sources += [target["datasource"] for panel in GRAPHS for target in panel["targets"]]
    sources += [one["datasource"] for one in DASHBOARD["annotations"]["list"] if not one.get("builtIn")]
    assert all(source == SOURCE for source in sources)
    assert [variable["name"] for variable in DASHBOARD["templating"]["list"]] == ["datasource", "job", "instance"]
    assert DASHBOARD["id"] is None


def test_promtool_can_read_every_expression(tmp_path):
    recorded = [{"record": f"panel:{number}", "expr": filled(one)} for number, one in enumerate(expressions())]
    file = tmp_path / "dashboard.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": recorded}]}))
    good, said = promtool("check", "rules", "--lint=none", file)
    assert good, said
    assert f"{len(recorded)} rules found" in said
