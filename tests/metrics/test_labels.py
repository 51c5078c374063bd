"""Label values come from closed sets, and those sets are what the rest of the bot really says."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ilert.client import IlertClient
from bot.metrics import labels
from bot.slack.api import errors


@pytest.mark.parametrize("status", [200, 202, 401, 404, 429, 500, 503])
def test_a_known_status_is_named_by_its_number(status):
    assert labels.http_status(status) == str(status)


@pytest.mark.parametrize(
    ("status", "name"), [(None, "none"), (299, "2xx"), (499, "4xx"), (520, "5xx"), (999, "other"), (0, "other")]
)
def test_any_other_status_is_named_by_its_class(status, name):
    assert labels.http_status(status) == name


@given(st.none() | st.integers(min_value=-10, max_value=100_000))
def test_no_status_makes_a_new_label_value(status):
    assert labels.http_status(status) in labels.HTTP_STATUSES


def test_the_failures_of_slack_calls_have_a_word_each():
    failures = errors.SlackFailure.__subclasses__()
    special = [one for failure in failures for one in failure.__subclasses__()]
    assert {one.kind for one in special} <= {failure.kind for failure in failures}
    assert not any(one.__subclasses__() for one in special)
    assert len({failure.kind for failure in failures}) == len(failures)


def test_budgets_are_those_of_the_client():
    assert IlertClient(None).limits.keys() == set(get_args(labels.Budget))
