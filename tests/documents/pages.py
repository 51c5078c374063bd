"""The project's documents as tests read them: pages, headings, links, tables between their marks, blocks of code."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
DOCS = ROOT / "docs"
PAGES = (README, *(ROOT / name for name in ("CHANGELOG.md", "SECURITY.md")), *sorted(DOCS.glob("*.md")))

_FENCE = re.compile(r"^```(\S*) ?(\S*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
_AUTOLINK = re.compile(r"<(https?://[^>]+)>")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block. `name` is the file that it is, if any: what stands behind the language."""

    language: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link or a picture, as it is written."""

    text: str
    target: str
    picture: bool


def marked(page: str, name: str) -> str:
    """Return what stands between `<!-- name -->` and `<!-- end of name -->` on a page of docs/."""
    text = (DOCS / page).read_text(encoding="utf-8")
    (found,) = re.findall(rf"<!-- {name} -->\n(.*?)<!-- end of {name} -->", text, re.DOTALL)
    return found


def rows(page: str, name: str) -> list[list[str]]:
    """Return the rows of the marked table, each as its cells. A cell may hold an escaped bar."""
    lines = marked(page, name).splitlines()[2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def fenced(path: Path) -> list[Block]:
    """Return the blocks of code of a document."""
    return [Block(*found) for found in _FENCE.findall(path.read_text(encoding="utf-8"))]


def blocks(path: Path, language: str) -> list[str]:
    """Return the texts of the blocks of a document that are in this language."""
    return [block.text for block in fenced(path) if block.language == language]


def prose(path: Path) -> str:
    """Return a document without its blocks of code."""
    return _FENCE.sub("", path.read_text(encoding="utf-8"))


def links(path: Path) -> Iterator[Link]:
    """Yield the links and pictures of a document."""
    text = re.sub(r"`[^`\n]*`", "", prose(path))
    for picture, words, target in _LINK.findall(text):
        yield Link(words, target, bool(picture))
    yield from (Link(target, target, picture=False) for target in _AUTOLINK.findall(text))


def anchors(path: Path) -> set[str]:
    """Return the anchors of a document's headings, as GitHub and GitLab make them."""
    found: dict[str, int] = {}
    for heading in re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        slug = re.sub(r"[^\w\- ]", "", words).strip().replace(" ", "-")
        found[slug] = found.get(slug, -1) + 1
    return {slug if number == 0 else f"{slug}-{number}" for slug, most in found.items() for number in range(most + 1)}
