"""The reference's table of metrics, held against the registry both ways."""

import re
from typing import get_args

import pytest

from bot.domain.alerts import Failure
from bot.metrics import labels
from bot.slack.api.errors import SlackFailure
from tests.documents.pages import rows
from tests.metrics.everything import series

ROWS = rows("reference.md", "metrics reference")


def named(series):
    """Fold the series of a histogram into its name."""
    return {
        re.sub(r"_(bucket|sum|count)$", "", name): found - {"le"}
        for name, found in series.items()
        if not name.endswith(("_sum", "_count"))
    }


def in_reference():
    cells = re.findall(r"`(\w+)(?:\{([\w,]+)\})?`", " ".join(row[0] for row in ROWS))
    return {name: set(filter(None, found.split(","))) for name, found in cells}


def test_the_table_has_every_metric_with_its_labels_and_no_other():
    assert in_reference() == named(series())


@pytest.mark.parametrize(
    ("metric", "values"),
    [
        ("il_alert_decisions_total", get_args(labels.Offer)),
        ("il_alert_dialog_seconds", get_args(labels.DialogOutcome)),
        ("il_alert_submissions_total", get_args(labels.SubmissionOutcome)),
        ("il_alert_ilert_limit_calls", get_args(labels.Budget)),
        (
            "il_alert_deliveries_total",
            {labels.RAISED, labels.GROUPED, labels.NOT_SEEN, *Failure} - {Failure.DROPPED, Failure.OTHER},
        ),
        ("il_alert_envelopes_total", get_args(labels.EnvelopeOutcome)),
        ("il_alert_slack_calls_total", {"ok", *(failure.kind for failure in SlackFailure.__subclasses__())}),
    ],
)
def test_the_table_has_every_value_of_a_label_that_people_look_for(metric, values):
    (cell,) = (row[2] for row in ROWS if row[0].startswith(f"`{metric}{{"))
    assert set(values) <= set(re.findall(r"`(\w+)`", cell))
