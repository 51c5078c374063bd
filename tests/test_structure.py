"""How the tests are built, so that one can be renamed, moved or copied without another noticing."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
MODULES = sorted(TESTS.rglob("*.py"))


def imported(module):
    """Names of all modules of tests/ that this one may import: `from a import b` may mean module a or a.b."""
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(TESTS)))
def test_what_tests_share_lies_in_modules_without_tests(module):
    names = [name.split(".") for name in imported(module)]
    of_tests = [
        path for path in names if path[0] == "tests" and TESTS.parent.joinpath(*path).with_suffix(".py").is_file()
    ]
    assert [path for path in of_tests if path[-1] == "conftest" or path[-1].startswith("test_")] == []
