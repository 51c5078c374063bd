"""The secrets as files, one each, that root alone can read and systemd hands to the service."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr, TypeAdapter, ValidationError

from bot.config.settings import ApiKey, AppToken, BotToken, DatabaseUrl
from bot.runtime.replace_file import replace_files

DIRECTORY = Path("/etc/il-alert-bot/credentials")
"""Where the systemd unit takes them from (LoadCredential=)."""


class CredentialMalformed(Exception):
    """This cannot be the secret. The text says what is expected, and not what was found."""


@dataclass(frozen=True)
class Credential:
    """One secret: its name, where an admin finds it, and what it looks like."""

    name: str
    place: str
    form: TypeAdapter[SecretStr] | TypeAdapter[SecretStr | None]

    def parse(self, text: str) -> str:
        """Return the secret without white space around it.

        Raises:
            CredentialMalformed: It does not look like one.
        """
        try:
            secret = self.form.validate_python(text)
        except ValidationError as error:
            expected = error.errors(include_input=False)[0]["msg"].removeprefix("Value error, ")
            raise CredentialMalformed(f"{self.name}: {expected}") from None
        return "" if secret is None else secret.get_secret_value()


CREDENTIALS = (
    Credential(
        "SLACK_BOT_TOKEN",
        "in the Slack app under OAuth & Permissions, Bot User OAuth Token; starts with xoxb-",
        TypeAdapter(BotToken),
    ),
    Credential(
        "SLACK_APP_TOKEN",
        "in the Slack app under Basic Information, App-Level Tokens; starts with xapp-",
        TypeAdapter(AppToken),
    ),
    Credential("ILERT_API_TOKEN", "an API key of an admin in ilert", TypeAdapter(ApiKey)),
)
"""Those that every installation needs."""

OPTIONAL = (
    Credential(
        "IL_ALERT_DATABASE_URL",
        "the database that several hosts share, postgresql://…; without it, the outbox is a file of this host",
        TypeAdapter(DatabaseUrl),
    ),
)


def prepare(directory: Path) -> None:
    """Make the directory, or close it to other users where it is there.

    Raises:
        OSError: It cannot be made, or is not this user's.
    """
    directory.mkdir(parents=True, exist_ok=True)
    directory.chmod(0o700)


def write(directory: Path, secrets: Mapping[str, str]) -> None:
    """Write secrets by their names. Each file is the old one or the new one at any moment.

    Raises:
        OSError: They cannot be written; none was replaced, unless the disk failed between two of them.
    """
    replace_files({directory / name: secret.encode() for name, secret in secrets.items()})


def missing(directory: Path) -> list[str]:
    """Name the secrets that are not there; without them systemd does not start the service."""
    return [one.name for one in CREDENTIALS if not (directory / one.name).is_file()]
