"""Compiles the catalogues of translations: for a wheel, and in a source tree for `make` and the tests.

python hatch_build.py     compiles those that have changed since they were compiled
"""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileCatalogues(BuildHookInterface[Any]):
    """Runs before hatchling packs a wheel, and before it installs an editable one."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling calls it so
        """Compile them where the wheel takes its files from."""
        compile_catalogues(Path(self.root))


def compile_catalogues(tree: Path) -> None:
    """Compile each catalogue that is newer than what was last compiled from it."""
    for source in tree.glob("bot/locale/*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parents[1].name, abort_invalid=True)
        unfinished = compiled.with_suffix(".part")
        with unfinished.open("wb") as file:
            write_mo(file, catalogue)
        # Whoever reads it meanwhile gets the whole old one.
        unfinished.replace(compiled)


if __name__ == "__main__":
    compile_catalogues(Path(__file__).parent)
