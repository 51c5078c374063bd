"""The real daemon, as a process whose name resolution can be broken and whose tasks can be counted.

Breaking the machine's own resolver for one process needs privileges, so a stand-in for `getaddrinfo` takes its place:
names that end in `.test` are at 127.0.0.1, unless the file SOAK_NAMES says `fail` or `hang`. On SIGUSR1 the process
writes down what tasks it has. All else is the daemon as it is.
"""

import asyncio
import json
import os
import signal
import socket
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from bot.cli.main import main

HANG_SECONDS = 8.0

_getaddrinfo = socket.getaddrinfo


def _resolve(host: Any, *args: Any, **kwargs: Any) -> Any:
    if not str(host).endswith(".test"):
        return _getaddrinfo(host, *args, **kwargs)
    state = Path(os.environ["SOAK_NAMES"]).read_text()
    if state == "hang":
        time.sleep(HANG_SECONDS)  # in a thread of the loop's, as the real one
    if state != "ok":
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    return _getaddrinfo("127.0.0.1", *args, **kwargs)


def _count_tasks(_number: int, _frame: Any) -> None:
    names = Counter(getattr(task.get_coro(), "__qualname__", "?") for task in asyncio.all_tasks())
    line = {"event": "soak_tasks", "tasks": names.total(), "names": names}
    os.write(sys.stderr.fileno(), (json.dumps(line) + "\n").encode())


if __name__ == "__main__":
    socket.getaddrinfo = _resolve
    signal.signal(signal.SIGUSR1, _count_tasks)
    sys.exit(main(["run"]))
