"""The project's documents as tests read them: pages, tables between their marks, and blocks of code."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
DOCS = ROOT / "docs"


def marked(page: str, name: str) -> str:
    """Return what stands between `<!-- name -->` and `<!-- end of name -->` on a page of docs/."""
    text = (DOCS / page).read_text(encoding="utf-8")
    (found,) = re.findall(rf"<!-- {name} -->\n(.*?)<!-- end of {name} -->", text, re.DOTALL)
    return found


def rows(page: str, name: str) -> list[list[str]]:
    """Return the rows of the marked table, each as its cells. A cell may hold an escaped bar."""
    lines = marked(page, name).splitlines()[2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def blocks(path: Path, language: str) -> list[str]:
    """Return the blocks of code of a document that are marked with this language."""
    return re.findall(rf"^```{language}\n(.+?)^```$", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
