"""The last good policy file, kept in the state directory for a start that meets a broken one, or none."""

from dataclasses import replace
from pathlib import Path

from structlog.stdlib import get_logger

from bot.policy.diagnostics import PolicyError
from bot.policy.file import LoadedPolicy, load_policy
from bot.runtime.replace_file import replace_file

log = get_logger(__name__)

NAME = "policy.last_good.toml"


def load(path: Path, state_dir: Path) -> LoadedPolicy:
    """Read the policy file, or else the last good one.

    Raises:
        PolicyError: The file is of no use, and there is no good one.
    """
    try:
        return load_policy(path)
    except PolicyError as error:
        try:
            return replace(load_policy(state_dir / NAME), instead_of=error)
        except PolicyError:
            raise error from None


def keep(state_dir: Path, loaded: LoadedPolicy) -> None:
    """Keep a good file for the next start, closed to others. A failure is logged: the policy itself is in force."""
    kept = state_dir / NAME
    try:
        if not kept.exists() or kept.read_bytes() != loaded.content:
            replace_file(kept, loaded.content)
    except OSError as error:
        log.warning("last_good_policy_not_kept", problem=str(error))
