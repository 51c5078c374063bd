"""How code and tests are built: small modules, no circles, and tests that stand by themselves."""

import ast
import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
ROOT = TESTS.parent
MODULES = sorted(TESTS.rglob("*.py"))
OURS = [path for suffix in ("py", "js", "css", "html", "sql") for path in sorted((ROOT / "bot").rglob(f"*.{suffix}"))]
LONGEST = 300


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
    of_tests = [path for path in names if path[0] == "tests" and ROOT.joinpath(*path).with_suffix(".py").is_file()]
    assert [path for path in of_tests if path[-1] == "conftest" or path[-1].startswith("test_")] == []


def test_no_module_is_too_long_to_be_read_at_once():
    lengths = {str(path.relative_to(ROOT)): path.read_text().count("\n") for path in OURS}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST} == {}


def circle(graph):
    """One circle of a graph, given as the nodes that each node leads to; empty if there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def test_modules_import_in_no_circle():
    parts = {path: path.relative_to(ROOT).with_suffix("").parts for path in (ROOT / "bot").rglob("*.py")}
    modules = {".".join(names).removesuffix(".__init__"): path for path, names in parts.items()}
    assert circle({name: modules.keys() & set(imported(path)) for name, path in modules.items()}) == []


def test_the_pages_scripts_import_in_no_circle():
    scripts = list((ROOT / "bot/sandbox/page").glob("*.js"))
    graph = {path.name: re.findall(r'(?:from|import) "\./([^"]+)"', path.read_text()) for path in scripts}
    assert sum(map(len, graph.values())) > len(scripts)
    assert circle(graph) == []


def test_fakes_are_injected_and_hardly_anything_is_patched():
    patches = sum(path.read_text().count("monkeypatch." + "setattr") for path in MODULES)
    assert patches <= 8


def test_the_slack_folder_has_at_most_twelve_rooms():
    rooms = [entry.name for entry in Path("bot/slack").iterdir() if not entry.name.startswith("__")]
    assert len(rooms) <= 12, sorted(rooms)
