"""The unit as systemd sees it, and what an operator does with it."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.settings import POLICY

UNIT = "il-alert-bot.service"
DRILL = "il-alert-bot-drill.service"
PYTHON = "/opt/il-alert-bot/current/bin/python3"
CONFIGURATION = Path("/etc/il-alert-bot")
STATE = Path("/var/lib/il-alert-bot")
OVERRIDES = {unit: Path(f"/run/systemd/system/{unit}.d") for unit in (UNIT, DRILL)}


async def run(*command):
    """Run a command. Returns its exit code and all that it printed."""
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    printed, _ = await process.communicate()
    return process.returncode, printed.decode()


@dataclass
class Service:
    """The unit, and what systemd says of it."""

    settings: dict[str, str]
    secrets: dict[str, str]
    policy_file: Path = CONFIGURATION / "config.toml"

    def configure(self):
        """Write the configuration as an operator would."""
        folder = CONFIGURATION / "credentials"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, value in self.secrets.items():
            file = folder / name
            file.touch(mode=0o600)
            file.write_text(f"{value}\n")
        lines = (f"{name}={value}\n" for name, value in self.settings.items())
        (CONFIGURATION / "environment").write_text("".join(lines))
        self.policy_file.write_text(POLICY)
        self.policy_file.chmod(0o644)

    async def override(self, text, unit=UNIT):
        """Change a unit, as `systemctl edit --runtime` does."""
        _write_override(text, unit)
        await self.systemctl("daemon-reload")

    async def systemctl(self, *arguments):
        return await run("systemctl", *arguments)

    async def start(self):
        """Start it, and be back when it says that it is ready."""
        code, printed = await self.systemctl("start", UNIT)
        assert code == 0, f"{printed}\n{await self.journal()}"

    async def stop(self):
        """Stop it, and be back when it has ended."""
        assert await self.systemctl("stop", UNIT) == (0, "")

    async def show(self, name):
        """Return one property of the unit."""
        _, printed = await self.systemctl("show", "--value", f"--property={name}", UNIT)
        return printed.strip()

    async def becomes(self, name, expected, *, seconds=30.0):
        """Wait until a property is as expected; systemd has no other way to tell."""
        end = time.monotonic() + seconds
        while not expected(value := await self.show(name)):
            assert time.monotonic() < end, f"{name} is still {value!r}; the journal:\n{await self.journal()}"
        return value

    async def journal(self):
        """Return what the service has logged since the machine was started."""
        _, printed = await run("journalctl", "--unit", UNIT, "--output=cat", "--no-pager")
        return printed


def _write_override(text, unit):
    OVERRIDES[unit].mkdir(parents=True, exist_ok=True)
    (OVERRIDES[unit] / "test.conf").write_text(text)
