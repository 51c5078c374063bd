"""Examines an installation: this machine, Slack, ilert. Reads only."""

import os
import platform
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import aiohttp

from bot.checks.online import connections
from bot.checks.snapshot import out_of_date
from bot.cli.doctor.findings import (
    CheckResult,
    Section,
    Status,
    clock_result,
    grouping_results,
    rate_limit_result,
    role_result,
    scope_results,
    settings_results,
)
from bot.config.credentials import CREDENTIALS
from bot.config.settings import LocalSettings, Settings, SettingsError, credentials_directory
from bot.directory import snapshot_file
from bot.directory.reader import read_account
from bot.directory.refresher import REFRESH_SECONDS
from bot.ilert.client import IlertClient
from bot.ilert.errors import Forbidden, IlertError, KeyRejected
from bot.network.failures import describe
from bot.network.session import open_session, proxy_for
from bot.policy.diagnostics import PolicyError
from bot.policy.file import load_policy
from bot.runtime.duration import duration
from bot.service.token_checks import PreflightError, check_app_token, check_bot_token
from bot.slack.api.client import SlackApi
from bot.slack.api.errors import SlackFailure
from bot.slack.feature import Feature
from bot.slack.manifest import required_scopes

_LIBRARIES = ("slack-bolt", "slack-sdk", "aiohttp", "pydantic")
_PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY")
_ANSWER_SECONDS = 10.0
_REACH_OUT = "outgoing connections to it must be allowed; behind a proxy, set HTTPS_PROXY"


def versions() -> Section:
    """Report what runs here."""
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return Section(
        "Versions",
        (
            CheckResult(Status.INFO, "il-alert-bot", version("ilert-slack-bot")),
            CheckResult(Status.INFO, "Python", f"{platform.python_version()} on {platform.platform()}"),
            CheckResult(Status.INFO, "libraries", libraries),
        ),
    )


def settings_section(settings: LocalSettings, error: SettingsError | None, environ: Mapping[str, str]) -> Section:
    """Report what is set where; `error` has what is missing or malformed."""
    problems = [_setting_problem(text) for text in (error.problems if error else ())]
    found = settings_results(settings, environ, credentials_directory(environ))
    proxies = [name for name in _PROXIES if environ.get(name) or environ.get(name.lower())]
    shown = [CheckResult(Status.INFO, "proxy", f"{', '.join(proxies)} set")] if proxies else []
    return Section("Settings", (*problems, *found, *shown))


def _setting_problem(text: str) -> CheckResult:
    name, result = text.split(" ", 1)
    secret = name in {one.name for one in CREDENTIALS}
    fix = "where a service is installed, root sets it and can read it: sudo il-alert-bot credentials" if secret else ""
    return CheckResult(Status.BROKEN, name, result, fix)


def local_section(settings: LocalSettings) -> Section:
    """Look at the policy file and the state directory."""
    return Section("This machine", (_policy_file(settings.policy_file), *_state_directory(settings)))


def _policy_file(path: Path) -> CheckResult:
    try:
        loaded = load_policy(path)
    except PolicyError as error:
        number = len(error.diagnostics)
        result = str(error.diagnostics[0]) if number == 1 else f"{path} has {number} mistakes"
        return CheckResult(Status.BROKEN, "policy file", result, f"see `il-alert-bot check {path}`")
    sources = len(loaded.policy.slack_alert_source)
    return CheckResult(Status.GOOD, "policy file", f"{path}, version {loaded.version}, Slack alert sources: {sources}")


def _state_directory(settings: LocalSettings) -> Iterator[CheckResult]:
    path = settings.state_dir
    if path is None:
        yield CheckResult(
            Status.WARNING,
            "state directory",
            "none, so that nothing is kept when the bot stops",
            "set IL_ALERT_STATE_DIR, or StateDirectory= in the systemd unit",
        )
        return
    if not path.is_dir():
        yield CheckResult(Status.BROKEN, "state directory", f"{path} is not a directory", f"mkdir -m 700 {path}")
        return
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        fix = "run this as the service's user, or give that user the directory"
        yield CheckResult(Status.BROKEN, "state directory", f"{path} is closed to this user", fix)
        return
    yield CheckResult(Status.GOOD, "state directory", f"{path}, writable")
    last = snapshot_file.read(path)
    if last is None:
        yield CheckResult(Status.INFO, "snapshot", "the bot has not read ilert yet, or cannot use what it read")
    else:
        old = out_of_date(last, settings)
        fix = "is the bot running, and can it reach ilert?" if old else ""
        status = Status.WARNING if old else Status.GOOD
        yield CheckResult(status, "snapshot", f"ilert was read {duration(time.time() - last.taken_at)} ago", fix)


async def remote_sections(settings: Settings, features: Sequence[Feature]) -> list[Section]:
    """Ask Slack and ilert."""
    async with connections(settings) as (slack, ilert):
        return [
            Section("Slack", tuple([result async for result in _slack(settings, slack, features)])),
            Section("ilert", tuple([result async for result in _ilert(settings, ilert)])),
        ]


async def _slack(settings: Settings, slack: SlackApi, features: Sequence[Feature]) -> AsyncIterator[CheckResult]:
    try:
        installation = await check_bot_token(slack)
    except PreflightError as error:
        yield CheckResult(Status.BROKEN, "bot token", "not accepted", str(error))
    except SlackFailure as error:
        yield CheckResult(Status.BROKEN, settings.slack_api_url, f"not reached: {error}", _REACH_OUT)
        return
    else:
        yield CheckResult(Status.GOOD, "bot token", f"of {installation.user_id} in {installation.workspace_url}")
        for result in scope_results(required_scopes(features), installation.granted_scopes):
            yield result
    try:
        await check_app_token(slack)
    except PreflightError as error:
        yield CheckResult(Status.BROKEN, "app token", "not accepted", str(error))
    except SlackFailure as error:
        yield CheckResult(
            Status.BROKEN, "Socket Mode", f"no connection offered: {error}", "switch it on in the Slack app's settings"
        )
    else:
        yield CheckResult(Status.GOOD, "Socket Mode", "on: Slack offers a connection")
    yield CheckResult(
        Status.INFO,
        ", ".join(command.name for feature in features for command in feature.commands),
        "Slack offers no way to list commands; type it in Slack to see",
        "where it is unknown, paste `il-alert-bot manifest` again",
    )
    yield await _clock(f"{settings.slack_api_url.rstrip('/')}/api.test")


async def _ilert(settings: Settings, ilert: IlertClient) -> AsyncIterator[CheckResult]:
    try:
        user = await ilert.current_user()
        yield role_result(user.role, user.email)
        account = await read_account(ilert, time.time())
    except (KeyRejected, Forbidden) as error:
        fix = "create a new API key in ilert, for an admin, and set ILERT_API_TOKEN"
        yield CheckResult(Status.BROKEN, "API key", f"not accepted: {error}", fix)
    except IlertError as error:
        yield CheckResult(Status.BROKEN, settings.ilert_endpoint, f"not reached: {error}", _REACH_OUT)
        return
    else:
        sources, policies = len(account.alert_sources), len(account.escalation_policies)
        result = f"{len(account.users)} users, {len(account.teams)} teams, {sources} alert sources, "
        yield CheckResult(Status.GOOD, "account", f"{result}{policies} escalation policies")
        yield rate_limit_result(account, REFRESH_SECONDS)
        for grouping in grouping_results(account):
            yield grouping
    yield await _clock(f"{settings.ilert_endpoint}/api/users/current")


async def _clock(url: str) -> CheckResult:
    """Compare clocks with whoever answers at an address. No token is sent, so any answer will do."""
    async with open_session(_ANSWER_SECONDS) as session:
        asked = time.time()
        try:
            async with session.get(url, allow_redirects=False, proxy=proxy_for(url)) as response:
                header = response.headers.get("Date", "")
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            return CheckResult(Status.INFO, "clock", f"not compared: {describe(error)}")
        return clock_result(header, asked, time.time())
