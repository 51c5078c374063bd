"""Settings: from the environment, or from files that systemd hands over as credentials.

A change takes effect at the next start. What people may do is not here but in the policy file.
"""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

from pydantic import AfterValidator, AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.config import places

_LAST_PORT = 65535

# Slack takes 32 characters (Slack docs, manifest); the other commands' names end in a word of their own.
_COMMAND = re.compile(r"/[a-z0-9_-]{1,24}")


class SettingsError(Exception):
    """Settings are missing or malformed. Each line names one, and what is expected."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _secret(prefix: str, expected: str, *, other_prefixes: tuple[str, ...] = ()) -> Any:
    def check(value: SecretStr) -> SecretStr:
        text = value.get_secret_value().strip()
        plain = all("!" <= letter <= "~" for letter in text)
        if not plain or not text.startswith(prefix) or len(text) <= len(prefix) or text.startswith(other_prefixes):
            raise ValueError(f"expected {expected}")
        return SecretStr(text)

    return AfterValidator(check)


_WEB_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_API_PATH = re.compile(r"/api(/v\d+)?$", re.IGNORECASE)


def _database_url(value: SecretStr | None) -> SecretStr | None:
    """Take the URL of a database; an empty one is none."""
    text = value.get_secret_value().strip() if value is not None else ""
    try:
        kind = urlsplit(text).scheme
    except ValueError:
        kind = "none"
    if text and kind not in ("postgresql", "postgres"):
        raise ValueError("expected the URL of a PostgreSQL database, postgresql://…") from None
    return SecretStr(text) if text else None


def _web_address(value: str) -> str:
    if not _WEB_ADDRESS.fullmatch(value):
        raise ValueError("expected a web address that starts with https://")
    return value.rstrip("/")


def _ilert_endpoint(value: str) -> str:
    """Take the address of ilert's API also as ilert's documentation writes it, with the `/api` of all its paths."""
    return _API_PATH.sub("", _web_address(value))


def alert_command(value: str) -> str:
    """Check what the command that raises alerts is to be called.

    Raises:
        ValueError: Slack takes no such name.
    """
    if not _COMMAND.fullmatch(value):
        raise ValueError("expected a slash and up to 24 of a-z, 0-9, - and _, such as /alert")
    return value


def _address(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or int(port) > _LAST_PORT:
        raise ValueError("expected an address and a port such as 127.0.0.1:9095")
    return value


BotToken = Annotated[SecretStr, _secret("xoxb-", "a Slack bot token, which starts with xoxb-")]
AppToken = Annotated[SecretStr, _secret("xapp-", "a Slack app-level token, which starts with xapp-")]
ApiKey = Annotated[
    SecretStr, _secret("", "an ilert API key, without spaces; not a token of Slack", other_prefixes=("xox", "xapp-"))
]
DatabaseUrl = Annotated[SecretStr | None, AfterValidator(_database_url)]
WebAddress = Annotated[str, AfterValidator(_web_address)]

_EXPECTED = {
    "SLACK_BOT_TOKEN": "the Slack app's bot token, which starts with xoxb-",
    "SLACK_APP_TOKEN": "the Slack app's app-level token, which starts with xapp-",
    "ILERT_API_TOKEN": "an ilert API key",
}

_STATE_DIR_MISSING = (
    "IL_ALERT_STATE_DIR is not set: expected a directory of the bot's own, in which it keeps accepted alerts. "
    "Under systemd, StateDirectory= sets it as $STATE_DIRECTORY"
)


_Kind = TypeVar("_Kind", bound="LocalSettings")


class LocalSettings(BaseSettings):
    """Those for what works on this machine alone, without a token."""

    model_config = SettingsConfigDict(case_sensitive=False, extra="ignore", frozen=True, str_strip_whitespace=True)

    policy_file: Path = Field(places.POLICY_FILE, validation_alias=places.POLICY_FILE_NAME)
    state_dir: Path | None = Field(
        default_factory=places.installed_state_dir, validation_alias=AliasChoices(*places.STATE_DIR_NAMES)
    )
    command: Annotated[str, AfterValidator(alert_command)] = Field("/il-alert", validation_alias="IL_ALERT_COMMAND")
    directory_max_age_hours: float = Field(24.0, gt=0, validation_alias="IL_ALERT_DIRECTORY_MAX_AGE_HOURS")
    drill_source: int | None = Field(None, gt=0, validation_alias="IL_ALERT_DRILL_SOURCE")
    drill_policy: int | None = Field(None, gt=0, validation_alias="IL_ALERT_DRILL_POLICY")
    database_url: DatabaseUrl = Field(None, validation_alias="IL_ALERT_DATABASE_URL")
    listen_address: Annotated[str, AfterValidator(_address)] = Field(
        "127.0.0.1:9095", validation_alias="IL_ALERT_LISTEN"
    )

    @property
    def listen(self) -> tuple[str, int]:
        """Where to serve health and metrics: host and port."""
        host, _, port = self.listen_address.rpartition(":")
        return host.strip("[]"), int(port)


class Settings(LocalSettings):
    """All settings. The aliases are the names of environment variables, and of credentials."""

    slack_bot_token: BotToken = Field(validation_alias="SLACK_BOT_TOKEN")
    slack_app_token: AppToken = Field(validation_alias="SLACK_APP_TOKEN")
    slack_api_url: WebAddress = Field("https://slack.com/api", validation_alias="SLACK_API_URL")
    slack_connections: int = Field(2, ge=1, le=4, validation_alias="IL_ALERT_SLACK_CONNECTIONS")
    ilert_api_token: ApiKey = Field(validation_alias="ILERT_API_TOKEN")
    ilert_endpoint: Annotated[str, AfterValidator(_ilert_endpoint)] = Field(
        "https://api.ilert.com", validation_alias="ILERT_ENDPOINT"
    )
    ilert_web_url: WebAddress | None = Field(None, validation_alias="ILERT_WEB_URL")
    delivery_deadline_minutes: float = Field(60.0, gt=0, validation_alias="IL_ALERT_DELIVERY_DEADLINE_MINUTES")
    sighting_window_seconds: float = Field(30.0, gt=0, validation_alias="IL_ALERT_SIGHTING_WINDOW_SECONDS")
    outbox_keep_days: float = Field(30.0, ge=1, validation_alias="IL_ALERT_OUTBOX_KEEP_DAYS")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", validation_alias="IL_ALERT_LOG_LEVEL")
    log_format: Literal["auto", "json", "console"] = Field("auto", validation_alias="IL_ALERT_LOG_FORMAT")


def secrets_of(settings: Settings) -> Sequence[str]:
    """Return what must be hidden in the log."""
    secrets = [settings.slack_bot_token, settings.slack_app_token, settings.ilert_api_token]
    if settings.database_url is not None:
        url = settings.database_url.get_secret_value()
        parts = urlsplit(url)
        passwords = [parts.password or "", *parse_qs(parts.query).get("password", [])]
        return [*(one.get_secret_value() for one in secrets), url, *passwords, *map(unquote, passwords)]
    return [one.get_secret_value() for one in secrets]


def names_of(settings: LocalSettings | type[LocalSettings]) -> Mapping[str, tuple[str, ...]]:
    """Return the names of the environment for each field, the preferred one first."""
    kind = settings if isinstance(settings, type) else type(settings)
    return {
        field: tuple(map(str, alias.choices)) if isinstance(alias, AliasChoices) else (str(alias),)
        for field, alias in ((name, one.validation_alias) for name, one in kind.model_fields.items())
    }


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings.

    Raises:
        SettingsError: Some are missing or malformed; all of them are named.
    """
    # Commands that work on this machine alone do without the libraries for it.
    from bot.network import environment  # noqa: PLC0415

    settings = _load(Settings, environ)
    if config_problems := environment.problems(environ):
        raise SettingsError(config_problems)
    return settings


def load_local_settings(environ: Mapping[str, str] = os.environ) -> LocalSettings:
    """Read those settings that need no token; see `load_settings`."""
    return _load(LocalSettings, environ)


def _load(kind: type[_Kind], environ: Mapping[str, str]) -> _Kind:
    try:
        return kind(_secrets_dir=places.credentials_directory(environ))
    except ValidationError as error:
        raise SettingsError([_describe(dict(problem)) for problem in error.errors()]) from None


def required_state_dir(settings: LocalSettings) -> Path:
    """Return the state directory, without which nothing can be kept.

    Raises:
        SettingsError: It is not set.
    """
    if settings.state_dir is None:
        raise SettingsError([_STATE_DIR_MISSING])
    return settings.state_dir


def _describe(problem: Mapping[str, Any]) -> str:
    """Name a setting and what is expected. The value found stays unsaid, as it may be a secret."""
    name = str(problem["loc"][0])
    if problem["type"] == "missing":
        return (
            f"{name} is not set: expected {_EXPECTED.get(name, 'a value')}, "
            f"as an environment variable or as a credential named {name}"
        )
    return f"{name} is malformed: {str(problem['msg']).removeprefix('Value error, ')}"
