"""The installed service on a throw-away machine: where its parts lie, how it is set up, and what runs."""

import asyncio
import shutil
import tomllib
from pathlib import Path

from bot.outbox.opening import NAME as OUTBOX
from bot.outbox.sqlite import SqliteOutbox
from tests.e2e.settings import POLICY
from tests.install.machine import REPOSITORY
from tests.outbox.requests import request as alert_request

VERSION = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["version"]
NEWER = f"{VERSION}.1"
# Machines have no network: what pip installs there is brought along.
PIP = "PIP_NO_INDEX=1 PIP_FIND_LINKS=/wheels PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore"
SERVICE = "il-alert-bot.service"
CURRENT = "/opt/il-alert-bot/current"
CONFIG = "/etc/il-alert-bot/config.toml"
SECRETS = "xoxb-sandbox-bot-token\nxapp-sandbox-app-token\nsandbox-ilert-api-key\n"
ENVIRONMENT = """\
SLACK_API_URL=http://127.0.0.1:8180/slack/api/
ILERT_ENDPOINT=http://127.0.0.1:8180/ilert
"""
REFERENCE = alert_request().reference


def replace(path, old, new):
    text = path.read_text()
    assert old in text, f"{path} has no {old!r}"
    path.write_text(text.replace(old, new))


def configure(machine, folder):
    """Do what the next steps in docs/install.md say, for a simulated Slack and ilert on the machine itself."""
    machine.path(CONFIG).write_text(POLICY)
    machine.path("/etc/il-alert-bot/environment").write_text(ENVIRONMENT)
    printed = machine.run("il-alert-bot credentials", text_in=SECRETS)
    outbox = folder / OUTBOX
    if not outbox.exists():
        asyncio.run(keep_an_alert(outbox))
    shutil.copy(outbox, machine.path("/var/lib/il-alert-bot"))
    machine.run(f"chown il-alert-bot: /var/lib/il-alert-bot/{OUTBOX}")
    return printed


async def keep_an_alert(path):
    """Write an outbox with an alert that waits for long."""
    outbox = SqliteOutbox(path, owner="somebody", clock=lambda: 0.0, repair=False)
    await outbox.accept(alert_request())
    await outbox.close()


def start_sandbox(machine):
    """Run the sandbox from a copy of the release; a release works wherever it is copied."""
    machine.run(f"cp -a {CURRENT}/ /srv/sandbox && systemd-run --unit=sandbox /srv/sandbox/bin/il-alert-bot sandbox")
    machine.wait_for("python3 -c 'import socket; socket.create_connection((\"127.0.0.1\", 8180))'")


def main_pid(machine):
    return machine.run(f"systemctl show --value --property=MainPID {SERVICE}").strip()


def is_active(machine):
    return machine.run(f"systemctl is-active {SERVICE} || true").strip()


def release_in_use(machine):
    """The release that new processes start from, and the one that the service runs from."""
    linked = machine.run(f"readlink -f {CURRENT}").strip()
    return Path(linked).name
