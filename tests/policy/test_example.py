import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import tomli

from bot.policy.parse import parse_policy
from bot.policy.schema import keys, table_models
from tests.documents.pages import rows

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
TEXT = EXAMPLE.read_text(encoding="utf-8")


def keys_of(table: dict[str, object], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in table.items():
        yield (*path, key)
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                yield from keys_of(inner, (*path, key))


def test_the_example_is_valid():
    parse_policy(TEXT, "config.example.toml")


@pytest.mark.parametrize(
    "path", [(*table, key) for table, model in table_models().items() for key in keys(model)], ids=".".join
)
def test_the_example_shows_every_key(path: tuple[str, ...]):
    assert path in set(keys_of(tomli.loads(TEXT)))


@pytest.mark.parametrize(
    "path", [(*table, key) for table, model in table_models().items() for key in keys(model)], ids=".".join
)
def test_the_reference_explains_every_key(path: tuple[str, ...]):
    explained = {
        name for names, *_ in rows("reference.md", "policy reference") for name in re.findall("`([^`]+)`", names)
    }
    tables = {".".join(table) for table in table_models()}
    assert ".".join(path) in explained | tables
    # A table is explained by its keys.
    assert explained <= {".".join((*table, key)) for table, model in table_models().items() for key in keys(model)}


def test_the_schema_has_eight_tables():
    assert list(table_models()) == [
        (),
        ("dialog",),
        ("on_call",),
        ("reminder",),
        ("ilert_users",),
        ("slack_alert_source",),
        ("slack_alert_source", "escalation_policy"),
        ("test",),
    ]


def test_every_key_of_the_schema_is_described():
    undescribed = [
        (table, key)
        for table, model in table_models().items()
        for key, field in model.model_fields.items()
        if not field.description
    ]
    assert undescribed == [
        ((), "dialog"),
        ((), "on_call"),
        ((), "reminder"),
        ((), "ilert_users"),
        ((), "slack_alert_source"),
        ((), "test"),
    ]
