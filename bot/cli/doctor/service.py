"""Whether the service runs and is ready, as it says itself on `IL_ALERT_LISTEN`."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import aiohttp

from bot.cli.doctor.findings import CheckResult, Section, Status
from bot.config.settings import LocalSettings
from bot.network.failures import describe
from bot.network.session import open_session

_ANSWER_SECONDS = 3.0
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - recognised, not listened on


async def service_section(settings: LocalSettings) -> Section:
    """Ask `/readyz` on this machine."""
    host, port = settings.listen
    if port == 0:
        result = "not asked: IL_ALERT_LISTEN lets the service pick any port"
        return Section("Service", (CheckResult(Status.INFO, "service", result, shared=result),))
    host = _EVERYWHERE.get(host, host)
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}/readyz"
    try:
        async with open_session(_ANSWER_SECONDS) as session, session.get(url) as response:
            known = response.status in (HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE)
            answer = await response.json() if known else None
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
        return Section("Service", (_no_answer(url, describe(error)),))
    if not isinstance(answer, dict) or "ready" not in answer:
        return Section("Service", (_no_answer(url, "what answers there is not the bot"),))
    summary = f"runs and is ready: {answer.get('status', '')}"
    return Section("Service", tuple(_results(answer)), summary, "runs and is ready")


def _no_answer(url: str, problem: str) -> CheckResult:
    fix = "where it is installed: systemctl status il-alert-bot, or sudo systemctl start il-alert-bot"
    return CheckResult(Status.WARNING, "service", f"does not answer at {url}: {problem}", fix, "does not answer")


def _results(answer: dict[str, Any]) -> Iterator[CheckResult]:
    """Report readiness, and each reason that the service gives (`bot.service.health.Condition`)."""
    if answer["ready"]:
        yield CheckResult(Status.GOOD, "service", f"runs and is ready: {answer.get('status', '')}", shared="is ready")
    for reason in answer.get("reasons", []):
        status = Status.BROKEN if reason.get("blocks") else Status.WARNING
        code = str(reason.get("code", ""))
        yield CheckResult(status, code, str(reason.get("text", "")), "see docs/operation.md", code)
