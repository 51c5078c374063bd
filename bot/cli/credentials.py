"""`il-alert-bot credentials`: put the secrets where systemd finds them, without showing them to anybody."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from getpass import getpass
from pathlib import Path

from bot.cli import exits
from bot.cli.arguments import describe
from bot.cli.commands import COMMANDS
from bot.cli.terminal import print_error
from bot.config import credentials
from bot.config.credentials import CREDENTIALS, OPTIONAL, Credential, CredentialMalformed

_NAMES = tuple(one.name for one in (*CREDENTIALS, *OPTIONAL))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the names of the secrets, and where to write them."""
    describe(
        parser,
        "Ask for the secrets, without showing what is typed, check their form, and write each to a file "
        "of its own that root alone can read and systemd hands to the service. Leave one empty to keep it. "
        "Where standard input is not a terminal, each secret is a line of it, in the order below.",
        ("sudo il-alert-bot credentials", "asks for all three"),
        ("sudo il-alert-bot credentials ILERT_API_TOKEN", "replaces one"),
        ("sudo il-alert-bot credentials ILERT_API_TOKEN < key", "takes it from a file, or from a pipe"),
        ("sudo il-alert-bot credentials IL_ALERT_DATABASE_URL", "sets the database that several hosts share"),
    )
    parser.add_argument(
        "names", nargs="*", type=_name, metavar="NAME", help=f"{', '.join(_NAMES)}; default: the first three"
    )
    parser.add_argument(
        "--directory",
        type=Path,
        default=credentials.DIRECTORY,
        help="where to write them; default: %(default)s, where the systemd unit takes them from",
    )


def _name(text: str) -> str:
    if text not in _NAMES:
        # What was found is not repeated, as it may be the secret itself.
        raise argparse.ArgumentTypeError(
            f"expected names: {', '.join(_NAMES)}. Secrets are asked for; on a command line, others could read them"
        )
    return text


def run(options: argparse.Namespace) -> int:
    """Ask, check, write. Returns the exit code: 1 where nothing was written."""
    directory: Path = options.directory
    wanted = [one for one in (*CREDENTIALS, *OPTIONAL) if one.name in options.names] or CREDENTIALS
    at_terminal = sys.stdin.isatty()
    try:
        credentials.prepare(directory)
        secrets = _asked(wanted) if at_terminal else _piped(wanted, sys.stdin.read().splitlines())
        credentials.write(directory, secrets)
    except PermissionError as error:
        print_error(f"{error.filename}: {error.strerror}. Run it as root: sudo il-alert-bot credentials")
        return exits.MISTAKES
    except (OSError, UnicodeError, CredentialMalformed) as error:
        print_error(f"{error}\nNothing was written.")
        return exits.MISTAKES
    except (EOFError, KeyboardInterrupt):
        print_error("stopped; nothing was written.")
        return exits.MISTAKES
    print(_summary(directory, secrets, credentials.missing(directory)))
    if at_terminal and secrets and _wants_doctor():
        return _examine(directory)
    return exits.OK


def _asked(wanted: Sequence[Credential]) -> dict[str, str]:
    """Ask at the terminal, again where the form is wrong."""
    print("Paste each secret and press Enter. It is not shown. Enter alone keeps the present one.")
    secrets: dict[str, str] = {}
    for one in wanted:
        print(f"\n{one.name}: {one.place}")
        while text := getpass("  ").strip():
            try:
                secrets[one.name] = one.parse(text)
                break
            except CredentialMalformed as error:
                print_error(error)
    return secrets


def _piped(wanted: Sequence[Credential], lines: Sequence[str]) -> dict[str, str]:
    """Take one line for each.

    Raises:
        CredentialMalformed: There are more or fewer lines, or one cannot be what it should be.
    """
    if len(lines) != len(wanted):
        names = ", ".join(one.name for one in wanted)
        raise CredentialMalformed(
            f"found {len(lines)} lines on standard input, expected {len(wanted)}: {names}, in this order"
        )
    return {one.name: one.parse(line) for one, line in zip(wanted, lines, strict=True) if line.strip()}


def _summary(directory: Path, secrets: Mapping[str, str], missing: Sequence[str]) -> str:
    """Describe what was done, and what is still missing."""
    lines = [f"{directory}: {', '.join(secrets)} written." if secrets else f"{directory}: nothing was changed."]
    if missing:
        lines.append(f"Still missing: {', '.join(missing)}. The service does not start without.")
    elif secrets:
        lines.append("The service reads them when it starts: sudo systemctl restart il-alert-bot")
        lines.append("To see whether Slack and ilert accept them: sudo il-alert-bot doctor")
    return "\n".join(lines)


def _wants_doctor() -> bool:
    try:
        answer = input("Ask Slack and ilert now? [Y/n] ")
    except (EOFError, KeyboardInterrupt):
        return False
    return answer.strip().lower() in ("", "y", "yes")


def _examine(directory: Path) -> int:
    os.environ["CREDENTIALS_DIRECTORY"] = str(directory)
    return COMMANDS["doctor"].run()
