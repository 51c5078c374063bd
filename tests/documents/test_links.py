"""Every link between documents leads somewhere: to a file of this repository, and there to a heading."""

import re

import pytest

from tests.documents.pages import DOCS, PAGES, README, ROOT, anchors, links

LOCAL = [
    pytest.param(page, link, id=f"{page.name}: {link.target}")
    for page in PAGES
    for link in links(page)
    if not link.target.startswith("https://")
]
# Where the program and its files refer people to a page.
REFERRING = [
    path
    for pattern in ("bot/**/*.py", "bot/sandbox/page/*.js", "systemd/**/*", "Makefile", "config.example.toml")
    for path in ROOT.glob(pattern)
    if path.is_file()
]


@pytest.mark.parametrize(("page", "link"), LOCAL)
def test_a_link_leads_to_a_file_and_a_heading(page, link):
    name, _, anchor = link.target.partition("#")
    target = (page.parent / name).resolve() if name else page
    assert target.is_relative_to(ROOT)
    assert target.exists()
    assert not anchor or anchor in anchors(target)


def test_links_are_found_and_some_have_anchors():
    assert len(LOCAL) > 20
    assert any("#" in link.target for *_, link in (case.values for case in LOCAL))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_picture_says_what_it_shows(page):
    assert [link.target for link in links(page) if link.picture and not link.text] == []


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_the_readme_leads_to_each_page(page):
    assert f"docs/{page.name}" in {link.target.partition("#")[0] for link in links(README)}


def test_the_pages_that_the_program_refers_to_exist():
    named = {
        (path.relative_to(ROOT), page)
        for path in REFERRING
        for page in re.findall(r"docs/[\w-]+\.(?:md|json|yml)", path.read_text(encoding="utf-8"))
    }
    assert named
    assert {(path, page) for path, page in named if not (ROOT / page).is_file()} == set()
