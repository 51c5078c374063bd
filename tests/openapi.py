"""ilert's OpenAPI file, where it is at hand, and whether a request keeps to it."""

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import jsonschema
import yaml

ROOT = Path(__file__).parents[1]


def openapi_file() -> Path | None:
    """Find the file: named by ILERT_OPENAPI, or in a folder of reference material beside the checkout."""
    if named := os.environ.get("ILERT_OPENAPI"):
        return Path(named)
    return next(iter(sorted(ROOT.glob("../*/reference/ilert/openapi.yaml"))), None)


@cache
def load_openapi():
    """Read the file, None where it is not at hand."""
    path = openapi_file()
    return None if path is None else yaml.safe_load(path.read_text())


def closed(tree):
    """Let no schema take properties that it does not list."""
    if isinstance(tree, list):
        return [closed(one) for one in tree]
    if not isinstance(tree, dict):
        return tree
    tree = {name: closed(one) for name, one in tree.items()}
    if "properties" in tree:
        tree.setdefault("additionalProperties", False)
    return tree


def request_problems(openapi, call) -> Iterator[str]:
    """Say in what a request that the bot made does not keep to the file."""
    what = f"{call.method} {call.path}"
    operation = _operation(openapi, call)
    if operation is None:
        yield f"{what} is not in the file"
        return
    schemas = {one["name"]: one["schema"] for one in operation.get("parameters", []) if one["in"] == "query"}
    for name, value in call.query.items():
        if name not in schemas:
            yield f"{what} has no parameter {name}"
            continue
        # Of on-calls, parameters that may be repeated are written like those that may not (ilert-cli, "On-call").
        listed = schemas[name]["type"] == "array" or len(value) == 1
        for one in [value] if listed else [[each] for each in value]:
            yield from _problems(openapi, schemas[name], _read(one, schemas[name]), f"{what} ?{name}")
    if call.method in ("POST", "PUT") and "requestBody" in operation:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        yield from _problems(openapi, schema, call.body, what)


def problems_of_requests(calls) -> list[str]:
    """Hold requests that the bot made against the file, where that is at hand."""
    openapi = load_openapi()
    return [] if openapi is None else [problem for call in calls for problem in request_problems(openapi, call)]


def _operation(openapi, call):
    for template, methods in openapi["paths"].items():
        if re.fullmatch(re.sub(r"{[^}]+}", "[^/]+", template), call.path):
            literal = "{" not in template or call.path not in openapi["paths"]
            if literal and call.method.lower() in methods:
                return methods[call.method.lower()]
    return None


def _read(value, schema):
    """Read a parameter's texts as its schema means them."""
    if schema["type"] == "array":
        return [_read([one], schema["items"]) for one in value]
    (value,) = value
    if schema["type"] in ("integer", "number") and re.fullmatch(r"\d+", str(value)):
        return int(value)
    return value


def _problems(openapi, schema, value, where) -> Iterator[str]:
    whole = {**schema, "components": closed(openapi["components"])}
    for error in jsonschema.Draft4Validator(whole).iter_errors(value):
        yield f"{where}: {'.'.join(map(str, error.path))}: {error.message}"
