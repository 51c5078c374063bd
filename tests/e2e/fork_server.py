"""Forks daemons from a process that has imported everything already, which costs a tenth of what a start costs.

It is sent one JSON table of environment variables for each daemon, with two files: the daemon's standard error,
and a pipe that is told two lines, the daemon's process id and, once it has ended, its exit code.
"""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys

from bot.cli.main import main
from bot.service import daemon as _imported_before_the_forks

LARGEST_ORDER = 1_000_000


def serve(orders: socket.socket) -> int:
    """Fork for each order until nobody sends any more. In a daemon this returns its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        order, files, _, _ = socket.recv_fds(orders, LARGEST_ORDER, 2)
        if not order:
            return 0
        stderr, report = files
        if os.fork() == 0:
            return _supervise(json.loads(order), stderr, report)
        os.close(stderr)
        os.close(report)


def _supervise(settings: dict[str, str], stderr: int, report: int) -> int:
    """Fork the daemon and report its end: only a parent is told its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    process = os.fork()
    if process == 0:
        os.close(report)
        return _become_a_daemon(settings, stderr)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    os.close(stderr)
    os.write(report, f"{process}\n".encode())
    _, status = os.waitpid(process, 0)
    os.write(report, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _become_a_daemon(settings: dict[str, str], stderr: int) -> int:
    os.dup2(stderr, 2)
    os.close(stderr)
    # The one from before the fork knows what the file behind it could do, such as seek.
    sys.stderr = os.fdopen(2, "w", buffering=1, closefd=False, errors="backslashreplace")
    os.environ.clear()
    os.environ.update(settings)
    return main(["run"])


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

    def order(self, settings: dict[str, str]) -> tuple[int, int]:
        """Have a daemon started. Returns the reading ends of its standard error and of the pipe about it."""
        stderr, its_stderr = os.pipe()
        report, its_report = os.pipe()
        socket.send_fds(self._orders, [json.dumps(settings).encode()], [its_stderr, its_report])
        os.close(its_stderr)
        os.close(its_report)
        return stderr, report


if __name__ == "__main__":
    assert _imported_before_the_forks
    sys.exit(serve(socket.socket(fileno=os.dup(sys.stdin.fileno()))))
