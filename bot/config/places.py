"""Where the policy file and the state directory are: all that a check of a policy file needs of the settings.

A check runs in editors and before each commit. The library that reads the settings takes longer to import than all the
rest of it, so that these two are read here, by the same names and from the same places.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

POLICY_FILE_NAME = "IL_ALERT_CONFIG"
STATE_DIR_NAMES = ("IL_ALERT_STATE_DIR", "STATE_DIRECTORY")
"""The first one that is set counts."""

POLICY_FILE = Path("/etc/il-alert-bot/config.toml")

INSTALLED_STATE_DIR = Path("/var/lib/il-alert-bot")
"""Where an installed service keeps its state, so that commands find it without a setting."""


class Places(Protocol):
    """What has both, such as the settings."""

    @property
    def policy_file(self) -> Path:
        """The bot's own policy file."""
        ...

    @property
    def state_dir(self) -> Path | None:
        """The state directory; None where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class FoundPlaces:
    """Both, as the environment or a credential names them."""

    policy_file: Path
    state_dir: Path | None


def find_places(environ: Mapping[str, str] = os.environ) -> FoundPlaces:
    """Read where they are."""
    policy_file, state_dir = _named(environ, POLICY_FILE_NAME), _named(environ, *STATE_DIR_NAMES)
    return FoundPlaces(policy_file or POLICY_FILE, state_dir or installed_state_dir())


def installed_state_dir() -> Path | None:
    """Return where an installed service keeps its state, if one is installed."""
    return INSTALLED_STATE_DIR if INSTALLED_STATE_DIR.is_dir() else None


def credentials_directory(environ: Mapping[str, str]) -> Path | None:
    """Return where systemd has put credentials, if anywhere."""
    directory = environ.get("CREDENTIALS_DIRECTORY")
    return Path(directory) if directory and Path(directory).is_dir() else None


def _named(environ: Mapping[str, str], *names: str) -> Path | None:
    """Return what the first of these names says, in capitals or small letters; a credential where none is set."""
    values = {name.upper(): value for name, value in environ.items()}
    found = next((values[name] for name in names if name in values), None)
    if found is None and (directory := credentials_directory(environ)) is not None:
        files = {file.name.upper(): file for file in directory.iterdir()}
        found = next((files[name].read_text().strip() for name in names if name in files), None)
    return None if found is None else Path(found)
