"""`il-alert-bot run`: serve until stopped."""

import argparse
import asyncio
import faulthandler
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from structlog.stdlib import get_logger

from bot.cli import exits
from bot.cli.arguments import describe
from bot.cli.exits import CommandFailed
from bot.config import logging
from bot.config.settings import SettingsError, load_settings, required_state_dir, secrets_of
from bot.network.environment import proxies
from bot.outbox.opening import DriverMissing, UnknownOutbox
from bot.policy.diagnostics import PolicyError
from bot.policy.file import LoadedPolicy
from bot.service import daemon, last_good_policy
from bot.service.token_checks import PreflightError
from bot.slack.feature import Feature
from bot.slack.features.all import FEATURES
from bot.storage import lock
from bot.storage.errors import SchemaTooNew
from bot.storage.lock import StateDirectoryHeld, StateDirectoryUnusable

log = get_logger(__name__)

_SWITCH_SECONDS = 0.001
"""For how long another thread may keep the interpreter while the event loop has something to do; Python's own choice
is five times that."""

_CANNOT_START = (
    PreflightError,
    StateDirectoryHeld,
    StateDirectoryUnusable,
    SchemaTooNew,
    UnknownOutbox,
    DriverMissing,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command; it has no arguments."""
    describe(
        parser,
        "Serve until SIGTERM. Settings come from the environment or from systemd credentials; the exit code is 78 "
        "where they are wrong, or the policy file is and no good one was ever kept. SIGHUP reloads the policy file.",
        ("il-alert-bot run", "with the settings of the environment"),
        ("IL_ALERT_CONFIG=config.toml il-alert-bot run", "with another policy file"),
    )


def run(_options: argparse.Namespace, features: Sequence[Feature] = FEATURES) -> int:
    """Check settings and policy, then serve these features. Returns the exit code."""
    # Whoever kills us with SIGABRT, as systemd's watchdog does, gets the stack of every thread.
    faulthandler.enable()
    # People wait for the event loop, and nobody for the threads that read the outbox and the account beside it.
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        settings = load_settings()
        state_dir = required_state_dir(settings)
        loaded = last_good_policy.load(settings.policy_file, state_dir)
    except (SettingsError, PolicyError) as error:
        raise CommandFailed(f"cannot start:\n{error}", exits.CONFIGURATION) from error
    logging.configure(settings.log_level, settings.log_format, (*secrets_of(settings), *proxies().secrets))
    log.info(
        "starting",
        version=version("ilert-slack-bot"),
        policy_file=str(settings.policy_file),
        policy_version=loaded.version,
    )
    try:
        with lock.hold(state_dir):
            _note_policy(state_dir, loaded)
            asyncio.run(daemon.run(settings, state_dir, loaded, features))
    except _CANNOT_START as error:
        log.error("cannot_start", problem=str(error))
        return exits.CONFIGURATION
    return exits.OK


def _note_policy(state_dir: Path, loaded: LoadedPolicy) -> None:
    """Keep a good policy file for the next start, or say that this start had to do with the one kept before."""
    if loaded.instead_of is None:
        last_good_policy.keep(state_dir, loaded)
        return
    problems = loaded.instead_of.diagnostics
    log.error("last_good_policy_used", problem=str(problems[0]), problems=len(problems))
