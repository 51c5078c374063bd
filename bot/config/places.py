"""Where settings come from, and the two that say where things are: the policy file and the state directory.

These two are all that a check of a policy file needs, which runs in editors and before each commit. It does without
the rest of the settings, and the time that it takes to prepare them.
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
    given = Given(environ)
    policy_file, state_dir = given.value(POLICY_FILE_NAME), given.value(*STATE_DIR_NAMES)
    return FoundPlaces(
        POLICY_FILE if policy_file is None else Path(policy_file),
        installed_state_dir() if state_dir is None else Path(state_dir),
    )


def installed_state_dir() -> Path | None:
    """Return where an installed service keeps its state, if one is installed."""
    return INSTALLED_STATE_DIR if INSTALLED_STATE_DIR.is_dir() else None


def credentials_directory(environ: Mapping[str, str]) -> Path | None:
    """Return where systemd has put credentials, if anywhere."""
    directory = environ.get("CREDENTIALS_DIRECTORY")
    return Path(directory) if directory and Path(directory).is_dir() else None


class Given:
    """What the environment and the credentials say, by names in capitals or small letters."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        directory = credentials_directory(environ)
        self._variables = {name.upper(): value for name, value in environ.items()}
        files = () if directory is None else directory.iterdir()
        self._files = {file.name.upper(): file for file in files if file.is_file()}

    def value(self, *names: str) -> str | None:
        """Return what the first of these names says that is a variable; a credential where none is."""
        for name in names:
            if name in self._variables:
                return self._variables[name]
        for name in names:
            if name in self._files:
                return self._files[name].read_text().strip()
        return None
