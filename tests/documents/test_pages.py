"""Documents are short enough to be finished, and read well in a terminal."""

import re
import tomllib
from itertools import pairwise

import pytest

from tests.documents.pages import DOCS, PAGES, README, ROOT, blocks, fenced, prose

LONGEST_README = 200
WIDEST = 120
LANGUAGES = {"console", "sh", "toml", "yaml", "text", "json", "ini"}


def test_the_readme_is_short():
    assert README.read_text(encoding="utf-8").count("\n") <= LONGEST_README


def test_the_readmes_first_commands_are_the_demo_and_the_tests():
    first, *_ = blocks(README, "sh")
    _, _, after = first.partition("git clone ")
    assert [line.partition("#")[0].strip() for line in after.splitlines()[1:]] == ["make demo", "make test"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_lines_fit_into_a_terminal(page):
    written = re.sub("<!-- measured by.*?<!-- end of", "", prose(page), flags=re.DOTALL)  # by a program
    lines = [line for line in written.splitlines() if not line.startswith("|")]
    assert [line for line in lines if len(line) > WIDEST] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_block_of_code_says_its_language(page):
    assert {block.language for block in fenced(page)} <= LANGUAGES
    assert prose(page).count("```") == 0
    assert re.search(r"\n\n    ", prose(page)) is None, "an indented block says none"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_has_one_title_and_skips_no_level(page):
    levels = [len(marks) for marks in re.findall(r"^(#+) ", prose(page), re.MULTILINE)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_a_page_says_first_what_it_is_for(page):
    _, _, second, *_ = page.read_text(encoding="utf-8").splitlines()
    assert re.match(r"[A-Z`/\[]", second), "a sentence follows the title"


def test_the_version_has_its_section_in_the_changelog():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    text = (ROOT / "CHANGELOG.md").read_text()
    sections = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert sections[0] == "Unreleased"
    assert re.fullmatch(rf"{re.escape(version)} - \d{{4}}-\d\d-\d\d", sections[1])
