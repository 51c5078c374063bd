"""Forks programs from a process that has imported everything already, which costs a tenth of what a start costs.

It is sent one `Order` for each, as JSON, with two files: what the program writes to, and a pipe that is told two
lines, the program's process id and, once it has ended, its exit code.
"""

import atexit
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.cli.main import main
from bot.service import daemon as _imported_before_the_forks
from tests.e2e import crashing

LARGEST_ORDER = 1_000_000


@dataclass(frozen=True)
class Order:
    """A program to start: `il-alert-bot` with these arguments, or a module of the tests' own."""

    settings: Mapping[str, str]
    """Its environment."""
    arguments: tuple[str, ...] = ("run",)
    module: str = ""
    folder: str = "."
    """Where it runs."""
    prints: bool = False
    """Whether its standard output is wanted beside its standard error."""
    armed: Mapping[str, Any] | None = None
    """What `crashing.arm` is to do in it first."""


def serve(orders: socket.socket) -> None:
    """Fork for each order until nobody sends any more. In a program this exits with its code."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        order, files, _, _ = socket.recv_fds(orders, LARGEST_ORDER, 2)
        if not order:
            return
        output, report = files
        if os.fork() == 0:
            orders.close()
            _supervise(Order(**json.loads(order)), output, report)
        os.close(output)
        os.close(report)


def _supervise(order: Order, output: int, report: int) -> None:
    """Fork the program and report its end: only a parent is told its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    process = os.fork()
    if process == 0:
        os.close(report)
        _become(order, output)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    os.close(output)
    os.write(report, f"{process}\n".encode())
    _, status = os.waitpid(process, 0)
    os.write(report, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _become(order: Order, output: int) -> None:
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 2)
    if order.prints:
        os.dup2(output, 1)
    os.close(output)
    # The ones from before the fork know what the files behind them could do, such as seek.
    sys.stdout = os.fdopen(1, "w", buffering=1, closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, closefd=False, errors="backslashreplace")
    os.environ.clear()
    os.environ.update(order.settings)
    os.chdir(order.folder)
    sys.argv = [order.module or "il-alert-bot", *order.arguments]
    if order.armed is not None:
        crashing.arm(order.armed)
    if order.module:
        runpy.run_module(order.module, run_name="__main__", alter_sys=True)
    sys.exit(main(list(order.arguments)))


class ForkServer:
    """The process that forks, seen from the tests. It ends when they close their end of its socket."""

    def __init__(self) -> None:
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            # Its standard input is the socket, so that it has no other file of ours.
            self._process = subprocess.Popen([sys.executable, "-m", "tests.e2e.fork_server"], stdin=theirs)
        atexit.register(self._end)

    def _end(self) -> None:
        self._orders.close()
        self._process.wait()

    def start(self, order: Order, output: int) -> int:
        """Have a program started that writes to `output`, which is closed. Returns the reading end of its pipe."""
        report, its_report = os.pipe()
        socket.send_fds(self._orders, [json.dumps(asdict(order)).encode()], [output, its_report])
        os.close(output)
        os.close(its_report)
        return report


if __name__ == "__main__":
    assert _imported_before_the_forks
    serve(socket.socket(fileno=os.dup(sys.stdin.fileno())))
