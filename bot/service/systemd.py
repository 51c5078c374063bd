"""What systemd is told about this service, in its own protocol (man sd_notify(3))."""

import os
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from structlog.stdlib import get_logger

log = get_logger(__name__)

# systemd reads at once; a socket that takes nothing for longer must not halt the event loop.
_SEND_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class ServiceManager:
    """systemd, or nobody: then every message goes nowhere.

    `address` is a path, or a name in the abstract namespace that begins with a NUL byte. `watchdog_seconds` is how
    long systemd waits for a sign of life before it kills us; None where it does not watch.
    """

    address: str | None = None
    watchdog_seconds: float | None = None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ, pid: int | None = None) -> Self:
        """Read what systemd has said about itself in the environment."""
        address = environ.get("NOTIFY_SOCKET", "")
        usable = address.startswith(("/", "@"))
        if address and not usable:
            log.warning("notify_socket_unusable", expected="a path, or a name that begins with @")
        return cls(
            address.replace("@", "\0", 1) if address.startswith("@") else address if usable else None,
            _watchdog_seconds(environ, os.getpid() if pid is None else pid),
        )

    def ready(self) -> None:
        """Tell that the service has started, or has reloaded."""
        self._send("READY=1")

    def reloading(self) -> None:
        """Tell that a reload has begun; `ready` ends it."""
        self._send(f"RELOADING=1\nMONOTONIC_USEC={time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000}")

    def stopping(self) -> None:
        """Tell that the service is about to stop."""
        self._send("STOPPING=1")

    def status(self, text: str) -> None:
        """Say how the service is; `systemctl status` shows it."""
        self._send(f"STATUS={' '.join(text.split())}")

    def alive(self) -> None:
        """Give the watchdog its sign of life."""
        self._send("WATCHDOG=1")

    def _send(self, message: str) -> None:
        if self.address is None:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
                out.settimeout(_SEND_SECONDS)
                out.connect(self.address)
                out.sendall(message.encode())
        except OSError as error:
            log.warning("sd_notify_failed", message=message, problem=str(error))


def _watchdog_seconds(environ: Mapping[str, str], pid: int) -> float | None:
    """Return how long systemd waits for a sign of life of this process (man sd_watchdog_enabled(3))."""
    microseconds, watched = environ.get("WATCHDOG_USEC", ""), environ.get("WATCHDOG_PID", str(pid))
    if not microseconds.isdecimal() or int(microseconds) == 0 or watched != str(pid):
        return None
    return int(microseconds) / 1_000_000
