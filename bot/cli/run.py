"""`il-alert-bot run`: serve until stopped."""

import asyncio
import faulthandler
import sys

from structlog.stdlib import get_logger

from bot.cli.exits import CONFIGURATION as EXIT_CONFIGURATION
from bot.config import logging
from bot.config.settings import SettingsError, load_settings, required_state_dir
from bot.network.environment import proxies
from bot.outbox.schema import SchemaTooNew
from bot.policy.diagnostics import PolicyError
from bot.policy.file import load_policy
from bot.service import daemon
from bot.service.token_checks import PreflightError
from bot.storage import lock
from bot.storage.lock import StateDirectoryHeld, StateDirectoryUnusable

log = get_logger(__name__)


def run() -> int:
    """Check settings and policy, then serve. Returns the exit code."""
    # Whoever kills us with SIGABRT, as systemd's watchdog does, gets the stack of every thread.
    faulthandler.enable()
    try:
        settings = load_settings()
        state_dir = required_state_dir(settings)
        loaded = load_policy(settings.il_alert_config)
    except (SettingsError, PolicyError) as error:
        print(f"il-alert-bot: cannot start:\n{error}", file=sys.stderr)
        return EXIT_CONFIGURATION
    tokens = (settings.slack_bot_token, settings.slack_app_token, settings.ilert_api_token)
    logging.configure(
        settings.il_alert_log_level,
        settings.il_alert_log_format,
        (*(token.get_secret_value() for token in tokens), *proxies().secrets),
    )
    log.info("starting", policy_file=str(settings.il_alert_config), version=loaded.version)
    try:
        with lock.hold(state_dir):
            asyncio.run(daemon.run(settings, state_dir, loaded))
    except (PreflightError, StateDirectoryHeld, StateDirectoryUnusable, SchemaTooNew) as error:
        log.error("cannot_start", problem=str(error))
        return EXIT_CONFIGURATION
    return 0
