"""Whether the service runs and is ready, as it says itself."""

from collections.abc import Iterator

from bot.cli.doctor.findings import CheckResult, Section, Status
from bot.cli.readiness import AddressUnknown, NotAnswering, Readiness, ask
from bot.config.settings import LocalSettings


async def service_section(settings: LocalSettings) -> Section:
    """Ask it."""
    try:
        found = await ask(settings)
    except AddressUnknown as error:
        result = f"not asked: {error}"
        return Section("Service", (CheckResult(Status.INFO, "service", result, shared=result),))
    except NotAnswering as error:
        return Section("Service", (_no_answer(error),))
    summary = f"runs and is ready: {found.status}"
    return Section("Service", tuple(_results(found)), summary, "runs and is ready")


def _no_answer(error: NotAnswering) -> CheckResult:
    fix = "where it is installed: systemctl status il-alert-bot, or sudo systemctl start il-alert-bot"
    return CheckResult(Status.WARNING, "service", str(error), fix, "does not answer")


def _results(found: Readiness) -> Iterator[CheckResult]:
    """Report readiness, and each reason that the service gives."""
    if found.ready:
        yield CheckResult(Status.GOOD, "service", f"runs and is ready: {found.status}", shared="is ready")
    for reason in found.reasons:
        status = Status.BROKEN if reason.blocks else Status.WARNING
        yield CheckResult(status, reason.code, reason.text, "see docs/operation.md", reason.code)
