"""Compiles the catalogues of translations: for a wheel, and in a source tree for `make` and the tests.

python hatch_build.py     compiles those that have changed since they were compiled
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileCatalogues(BuildHookInterface[Any]):
    """Runs before hatchling packs a wheel, and before it installs an editable one."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile them: for a wheel elsewhere, as its builder may be root, and the tree somebody else's."""
        tree = Path(self.root)
        if version == "editable":
            compile_catalogues(tree)
            return
        self._folder = TemporaryDirectory()
        for number, source in enumerate(_catalogues(tree)):
            compiled = Path(self._folder.name) / f"{number}.mo"
            _compile(source, compiled)
            build_data["force_include"][str(compiled)] = str(source.relative_to(tree).with_suffix(".mo"))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - hatchling calls it so
        """Remove what was compiled for a wheel."""
        if version != "editable":
            self._folder.cleanup()


def compile_catalogues(tree: Path) -> None:
    """Compile each catalogue that is newer than what was last compiled from it."""
    for source in _catalogues(tree):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        unfinished = compiled.with_suffix(".part")
        _compile(source, unfinished)
        # Whoever reads it meanwhile gets the whole old one.
        unfinished.replace(compiled)


def _catalogues(tree: Path) -> Iterator[Path]:
    return tree.glob("bot/locale/*/LC_MESSAGES/*.po")


def _compile(source: Path, compiled: Path) -> None:
    with source.open("rb") as text:
        catalogue = read_po(text, locale=source.parents[1].name, abort_invalid=True)
    with compiled.open("wb") as file:
        write_mo(file, catalogue)


if __name__ == "__main__":
    compile_catalogues(Path(__file__).parent)
