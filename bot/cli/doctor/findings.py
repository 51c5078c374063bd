"""What doctor finds, and those of its checks that only compute. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from pathlib import Path

from pydantic import SecretStr

from bot.config.settings import LocalSettings, names_of
from bot.domain.account import AlertCreation, Directory
from bot.domain.alert_creation import grouping
from bot.ilert.bucket import BACKGROUND_CALLS
from bot.ilert.exchange import PAGE_SIZES
from bot.ilert.sansio import Endpoint

BY_DEFAULT = "by default"

SKEW_SECONDS = 30.0
"""From here on a clock is wrong: the header has whole seconds, and answers take their time."""


class Status(StrEnum):
    """How well something is."""

    GOOD = "good"
    WARNING = "warning"
    BROKEN = "broken"
    INFO = "info"
    """Neither good nor bad, but worth knowing."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One thing that was checked; `fix` says how to fix it. Nothing in it shows a secret.

    `subject` names nothing of this installation. `shared` is what of the result may be shown to strangers, who read
    neither `result` nor `fix`: it has no name, no address and no path.
    """

    status: Status
    subject: str
    result: str
    fix: str = ""
    shared: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Results of the checks of one area. `summary` stands for all of them where they are fine; `shared` as above."""

    heading: str
    results: tuple[CheckResult, ...]
    summary: str = ""
    shared: str = ""

    @property
    def fine(self) -> bool:
        """Whether there is nothing but what the summary says."""
        return bool(self.summary) and all(one.status in (Status.GOOD, Status.INFO) for one in self.results)


def count(sections: Iterable[Section], status: Status) -> int:
    """Count the results of a status."""
    return sum(result.status is status for section in sections for result in section.results)


def settings_results(
    settings: LocalSettings, environ: Mapping[str, str], credentials: Path | None
) -> Iterable[CheckResult]:
    """Say what each setting is and where it comes from; of a secret, only that it is set."""
    for field, names in names_of(settings).items():
        value = getattr(settings, field)
        shown = "set" if isinstance(value, SecretStr) else "none" if value is None else str(value)
        origin = _origin(names, environ, credentials)
        yield CheckResult(Status.INFO, names[0], f"{shown}, {origin}", shared=origin.partition(" /")[0])


def _origin(names: Collection[str], environ: Mapping[str, str], credentials: Path | None) -> str:
    wanted = {name.casefold() for name in names}
    for variable in environ:
        if variable.casefold() in wanted:
            return "from the environment" + (f" ({variable})" if len(names) > 1 else "")
    for file in sorted(credentials.iterdir()) if credentials is not None else []:
        if file.name.casefold() in wanted:
            return f"from the credential {file}"
    return BY_DEFAULT


def scope_results(required: Mapping[str, Sequence[str]], granted: Collection[str]) -> Iterable[CheckResult]:
    """Say of each required scope, given with its reasons, whether the installation has it."""
    for scope, reasons in required.items():
        if scope in granted:
            yield CheckResult(Status.GOOD, f"scope {scope}", "granted", shared="granted")
        else:
            fix = "add it to the Slack app under OAuth & Permissions and install the app again"
            result = f"missing; needed for {'; '.join(reasons)}"
            yield CheckResult(Status.BROKEN, f"scope {scope}", result, fix, result)


def role_result(role: str, email: str) -> CheckResult:
    """Judge the role of the API key's user: only an admin sees private teams and what belongs to them."""
    if role == "ADMIN":
        return CheckResult(Status.GOOD, "API key", f"of {email}, an admin, who sees everything", shared="of an admin")
    return CheckResult(
        Status.WARNING,
        "API key",
        f"of {email}, whose role is {role or 'unknown'}: what private teams own may be hidden from the bot",
        "create an API key for a user who is an admin, and set ILERT_API_TOKEN",
        f"of a user whose role is {role or 'unknown'}",
    )


def rate_limit_result(directory: Directory, every_seconds: float) -> CheckResult:
    """Compare the calls that reading the account takes with the bot's own limit. After a full page comes one more."""
    sizes = {
        Endpoint.USERS: len(directory.users),
        Endpoint.TEAMS: len(directory.teams),
        Endpoint.ALERT_SOURCES: len(directory.alert_sources),
        Endpoint.ESCALATION_POLICIES: len(directory.escalation_policies),
    }
    calls = sum(number // PAGE_SIZES[endpoint] + 1 for endpoint, number in sizes.items())
    result = (
        f"reading the account takes {calls} calls every {every_seconds / 60:g} minutes; "
        f"the bot makes at most {BACKGROUND_CALLS} a minute"
    )
    if calls <= BACKGROUND_CALLS:
        return CheckResult(Status.GOOD, "rate limit", result, shared=result)
    fix = "expect changes in ilert later"
    result += ", so one reading takes minutes"
    return CheckResult(Status.WARNING, "rate limit", result, fix, result)


def grouping_results(directory: Directory) -> Iterable[CheckResult]:
    """Name each Slack alert source that may add an alert to one that is open already."""
    for source in directory.alert_sources.values():
        if source.integration_type == "SLACK" and (follows := grouping(source)) is not None:
            yield CheckResult(
                Status.WARNING,
                f"alert source {source.id}",
                f"the alertCreation of {source.name} is {source.alert_creation}: {follows}",
                f"unless that is wanted, set it to {AlertCreation.ONE_ALERT_PER_EMAIL} in ilert",
                f"its alertCreation is {source.alert_creation}: {follows}",
            )


def clock_result(header: str, asked: float, answered: float) -> CheckResult:
    """Compare this machine's clock with a `Date` header.

    Args:
        header: The header, in whole seconds (RFC 9110, 6.6.1).
        asked: When the request was sent, in seconds of Unix time.
        answered: When the answer had come.
    """
    try:
        theirs: datetime = parsedate_to_datetime(header)
    except ValueError:
        return CheckResult(Status.INFO, "clock", "not compared: the answer has no date")
    # Between these two moments they wrote the header, whose seconds are cut off.
    behind, ahead = theirs.timestamp() - answered, asked - (theirs.timestamp() + 1)
    skew = max(behind, ahead, 0.0)
    if skew < SKEW_SECONDS:
        return CheckResult(Status.GOOD, "clock", "agrees", shared="agrees")
    side = "behind" if behind > ahead else "ahead"
    result = f"{skew:.0f} seconds {side}"
    return CheckResult(Status.WARNING, "clock", result, "let this machine keep its time with NTP", result)
