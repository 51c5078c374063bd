"""Examines an installation: this machine, Slack, ilert. Reads only."""

import os
import platform
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import aiohttp

from bot.checks.online import connections
from bot.checks.snapshot import last_directory, out_of_date
from bot.cli.doctor.dialogs import dialog_results
from bot.cli.doctor.findings import (
    BY_DEFAULT,
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
from bot.cli.source_knowledge import known_sources, read_knowledge
from bot.config.credentials import CREDENTIALS
from bot.config.places import credentials_directory
from bot.config.settings import LocalSettings, Settings, SettingsError
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
from bot.slack.feature import Feature, named
from bot.slack.manifest import required_scopes

_LIBRARIES = ("slack-bolt", "slack-sdk", "aiohttp", "pydantic")
_PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY")
_ANSWER_SECONDS = 10.0
_SLACK_FINE = "tokens, scopes, Socket Mode, dialogs and clock are in order"
_ILERT_FINE = "API key, account, rate limit and clock are in order"
_REACH_OUT = "outgoing connections to it must be allowed; behind a proxy, set HTTPS_PROXY"


def versions() -> Section:
    """Report what runs here."""
    program, python = version("ilert-slack-bot"), f"{platform.python_version()} on {platform.platform()}"
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    shown = (("il-alert-bot", program), ("Python", python), ("libraries", libraries))
    results = tuple(CheckResult(Status.INFO, subject, result, shared=result) for subject, result in shown)
    summary = f"il-alert-bot {program}, Python {platform.python_version()}"
    return Section("Versions", results, summary, summary)


def settings_section(settings: LocalSettings, error: SettingsError | None, environ: Mapping[str, str]) -> Section:
    """Report what is set where; `error` has what is missing or malformed."""
    problems = [_setting_problem(text) for text in (error.problems if error else ())]
    found = list(settings_results(settings, environ, credentials_directory(environ)))
    proxies = [name for name in _PROXIES if environ.get(name) or environ.get(name.lower())]
    proxy = f"{', '.join(proxies)} set"
    shown = [CheckResult(Status.INFO, "proxy", proxy, shared=proxy)] if proxies else []
    default = sum(one.shared == BY_DEFAULT for one in found)
    summary = f"{len(found) - default} set, {default} by default" + (f"; {proxy}" if proxies else "")
    return Section("Settings", (*problems, *found, *shown), summary, summary)


def _setting_problem(text: str) -> CheckResult:
    name, result = text.split(" ", 1)
    secret = name in {one.name for one in CREDENTIALS}
    fix = "where a service is installed, root sets it and can read it: sudo il-alert-bot credentials" if secret else ""
    shared = result.partition(":")[0] if result.startswith("is ") else "cannot be used"
    return CheckResult(Status.BROKEN, name.removesuffix(":"), result, fix, shared)


def local_section(settings: LocalSettings) -> Section:
    """Look at the policy file and the state directory."""
    results = (_policy_file(settings.policy_file), *_state_directory(settings), *_sources(settings))
    summary = "policy file and state directory are in order"
    return Section("This machine", results, summary, summary)


def _policy_file(path: Path) -> CheckResult:
    try:
        loaded = load_policy(path)
    except PolicyError as error:
        number = len(error.diagnostics)
        result = str(error.diagnostics[0]) if number == 1 else f"{path} has {number} mistakes"
        shared = f"has {number} mistake{'' if number == 1 else 's'}"
        return CheckResult(Status.BROKEN, "policy file", result, f"see `il-alert-bot check {path}`", shared)
    result = f"version {loaded.version}, Slack alert sources: {len(loaded.policy.slack_alert_source)}"
    return CheckResult(Status.GOOD, "policy file", f"{path}, {result}", shared=result)


def _state_directory(settings: LocalSettings) -> Iterator[CheckResult]:
    path = settings.state_dir
    if path is None:
        yield CheckResult(
            Status.BROKEN,
            "state directory",
            "not set; the service does not start without it",
            "set IL_ALERT_STATE_DIR, or StateDirectory= in the systemd unit",
            "not set",
        )
        return
    if not path.is_dir():
        result, fix = f"{path} is not a directory", f"mkdir -m 700 {path}"
        yield CheckResult(Status.BROKEN, "state directory", result, fix, "not a directory")
        return
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        result, fix = (
            f"{path} is closed to this user",
            "run this as the service's user, or give that user the directory",
        )
        yield CheckResult(Status.BROKEN, "state directory", result, fix, "closed to this user")
        return
    yield CheckResult(Status.GOOD, "state directory", f"{path}, writable", shared="writable")
    last = snapshot_file.read(path)
    if last is None:
        result = "the bot has not read ilert yet, or cannot use what it read"
        yield CheckResult(Status.INFO, "snapshot", result, shared=result)
    else:
        old = out_of_date(last, settings.directory_max_age_hours)
        fix = "is the bot running, and can it reach ilert?" if old else ""
        status = Status.WARNING if old else Status.GOOD
        result = f"ilert was read {duration(time.time() - last.taken_at)} ago"
        yield CheckResult(status, "snapshot", result, fix, result)


def _sources(settings: LocalSettings) -> Iterator[CheckResult]:
    try:
        policy = load_policy(settings.policy_file).policy
    except PolicyError:
        # Which this page says elsewhere.
        return
    for sentence in known_sources(policy, last_directory(settings), read_knowledge(settings)):
        yield CheckResult(Status.INFO, "events", sentence)


async def remote_sections(settings: Settings, brought: Sequence[Feature]) -> list[Section]:
    """Ask Slack and ilert."""
    features = named(brought, settings.command)
    async with connections(settings) as (slack, ilert):
        return [
            Section("Slack", tuple([one async for one in _slack(settings, slack, features)]), *[_SLACK_FINE] * 2),
            Section("ilert", tuple([one async for one in _ilert(settings, ilert)]), *[_ILERT_FINE] * 2),
        ]


async def _slack(settings: Settings, slack: SlackApi, features: Sequence[Feature]) -> AsyncIterator[CheckResult]:
    try:
        installation = await check_bot_token(slack)
    except PreflightError as error:
        yield CheckResult(Status.BROKEN, "bot token", "not accepted", str(error), "not accepted")
    except SlackFailure as error:
        result = f"{settings.slack_api_url} not reached: {error}"
        yield CheckResult(Status.BROKEN, "connection", result, _REACH_OUT, "not reached")
        return
    else:
        result = f"of {installation.user_id} in {installation.workspace_url}"
        yield CheckResult(Status.GOOD, "bot token", result, shared="accepted")
        for scope in scope_results(required_scopes(features), installation.granted_scopes):
            yield scope
        async for judged in _dialogs(settings, slack):
            yield judged
    try:
        await check_app_token(slack)
    except PreflightError as error:
        yield CheckResult(Status.BROKEN, "app token", "not accepted", str(error), "not accepted")
    except SlackFailure as error:
        result, fix = f"no connection offered: {error}", "switch it on in the Slack app's settings"
        yield CheckResult(Status.BROKEN, "Socket Mode", result, fix, "no connection offered")
    else:
        yield CheckResult(Status.GOOD, "Socket Mode", "on: Slack offers a connection", shared="on")
    yield CheckResult(
        Status.INFO,
        ", ".join(command.name for feature in features for command in feature.commands),
        "Slack offers no way to list commands; type it in Slack to see",
        "where it is unknown, paste `il-alert-bot manifest` again",
    )
    yield await _clock(f"{settings.slack_api_url.rstrip('/')}/api.test")


async def _dialogs(settings: Settings, slack: SlackApi) -> AsyncIterator[CheckResult]:
    try:
        policy = load_policy(settings.policy_file).policy
    except PolicyError:
        # Which this page says elsewhere.
        return
    async for result in dialog_results(slack, policy, last_directory(settings)):
        yield result


async def _ilert(settings: Settings, ilert: IlertClient) -> AsyncIterator[CheckResult]:
    try:
        user = await ilert.current_user()
        yield role_result(user.role, user.email)
        account = await read_account(ilert, time.time())
    except (KeyRejected, Forbidden) as error:
        fix = "create a new API key in ilert, for an admin, and set ILERT_API_TOKEN"
        yield CheckResult(Status.BROKEN, "API key", f"not accepted: {error}", fix, "not accepted")
    except IlertError as error:
        result = f"{settings.ilert_endpoint} not reached: {error}"
        yield CheckResult(Status.BROKEN, "connection", result, _REACH_OUT, "not reached")
        return
    else:
        sources, policies = len(account.alert_sources), len(account.escalation_policies)
        result = f"{len(account.users)} users, {len(account.teams)} teams, {sources} alert sources, "
        result += f"{policies} escalation policies"
        yield CheckResult(Status.GOOD, "account", result, shared=result)
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
