"""Settings: from the environment, or from files that systemd hands over as credentials.

A change takes effect at the next start. What people may do is not here but in the policy file.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.network import environment

_LAST_PORT = 65535


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


def _web_address(value: str) -> str:
    if not value.startswith(("https://", "http://")):
        raise ValueError("expected a web address that starts with https://")
    return value.rstrip("/")


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
WebAddress = Annotated[str, AfterValidator(_web_address)]

_EXPECTED = {
    "SLACK_BOT_TOKEN": "the Slack app's bot token, which starts with xoxb-",
    "SLACK_APP_TOKEN": "the Slack app's app-level token, which starts with xapp-",
    "ILERT_API_TOKEN": "an ilert API key",
}

INSTALLED_STATE_DIR = Path("/var/lib/il-alert-bot")
"""Where an installed service keeps its state, so that commands find it without being told."""

_STATE_DIR_MISSING = (
    "IL_ALERT_STATE_DIR is not set: expected a directory of the bot's own, in which it keeps accepted alerts. "
    "Under systemd, StateDirectory= sets it as $STATE_DIRECTORY"
)


_Kind = TypeVar("_Kind", bound=BaseSettings)


def _installed_state_dir() -> Path | None:
    return INSTALLED_STATE_DIR if INSTALLED_STATE_DIR.is_dir() else None


class LocalSettings(BaseSettings):
    """Those for what works on this machine alone, without a token."""

    model_config = SettingsConfigDict(case_sensitive=False, extra="ignore", frozen=True)

    il_alert_config: Path = Path("/etc/il-alert-bot/config.toml")
    il_alert_state_dir: Path | None = Field(
        default_factory=_installed_state_dir, validation_alias=AliasChoices("il_alert_state_dir", "state_directory")
    )
    il_alert_directory_max_age_hours: Annotated[float, Field(gt=0)] = 24.0


class Settings(LocalSettings):
    """All settings. Environment variables have these names in capitals; credentials too, or in small letters."""

    slack_bot_token: BotToken
    slack_app_token: AppToken
    slack_api_url: WebAddress = "https://slack.com/api"
    ilert_api_token: ApiKey
    ilert_endpoint: WebAddress = "https://api.ilert.com"
    ilert_web_url: WebAddress | None = None
    il_alert_delivery_deadline_minutes: Annotated[float, Field(gt=0)] = 60.0
    il_alert_outbox_keep_days: Annotated[float, Field(ge=1)] = 30.0
    il_alert_listen: Annotated[str, AfterValidator(_address)] = "127.0.0.1:9095"
    il_alert_log_level: Literal["debug", "info", "warning", "error"] = "info"
    il_alert_log_format: Literal["auto", "json", "console"] = Field(default="auto")

    @property
    def listen(self) -> tuple[str, int]:
        """Where to serve the metrics: host and port."""
        host, _, port = self.il_alert_listen.rpartition(":")
        return host.strip("[]"), int(port)


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings.

    Raises:
        SettingsError: Some are missing or malformed; all of them are named.
    """
    settings = _load(Settings, environ)
    if config_problems := environment.problems(environ):
        raise SettingsError(config_problems)
    return settings


def load_local_settings(environ: Mapping[str, str] = os.environ) -> LocalSettings:
    """Read those settings that need no token; see `load_settings`."""
    return _load(LocalSettings, environ)


def _load(kind: type[_Kind], environ: Mapping[str, str]) -> _Kind:
    try:
        return kind(_secrets_dir=credentials_directory(environ))
    except ValidationError as error:
        raise SettingsError([_describe(dict(problem)) for problem in error.errors()]) from None


def credentials_directory(environ: Mapping[str, str]) -> Path | None:
    """Return where systemd has put credentials, if anywhere."""
    directory = environ.get("CREDENTIALS_DIRECTORY")
    return Path(directory) if directory and Path(directory).is_dir() else None


def required_state_dir(settings: Settings) -> Path:
    """Return the state directory, without which nothing can be kept.

    Raises:
        SettingsError: It is not set.
    """
    if settings.il_alert_state_dir is None:
        raise SettingsError([_STATE_DIR_MISSING])
    return settings.il_alert_state_dir


def _describe(problem: Mapping[str, Any]) -> str:
    """Name a setting and what is expected. The value found stays unsaid, as it may be a secret."""
    name = str(problem["loc"][0]).upper()
    if problem["type"] == "missing":
        return (
            f"{name} is not set: expected {_EXPECTED.get(name, 'a value')}, "
            f"as an environment variable or as a credential named {name}"
        )
    return f"{name} is malformed: {str(problem['msg']).removeprefix('Value error, ')}"
