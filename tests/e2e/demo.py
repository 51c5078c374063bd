"""`il-alert-bot demo` and `sandbox` as processes."""

import asyncio
import os
import re
import signal
from contextlib import asynccontextmanager
from pathlib import Path

from tests.e2e.fork_server import Order
from tests.e2e.forked import Forked, reader_of

WAIT_SECONDS = 20.0


@asynccontextmanager
async def running(tmp_path, *arguments):
    """Run the command in an empty folder; yields its process and what it prints up to `Ctrl-C`."""
    # A proxy that the machine has must not be asked for what is on it.
    environ = {**os.environ, "PYTHONPATH": str(Path.cwd()), "http_proxy": "http://127.0.0.1:9"}
    output, its_output = os.pipe()
    written = await reader_of(output)
    process = await Forked.start(Order(environ, arguments, folder=str(tmp_path), prints=True), its_output)
    printed = ""
    async with asyncio.timeout(WAIT_SECONDS):
        while "Ctrl-C" not in printed:
            line = await written.readline()
            assert line, printed
            printed += line.decode()
    more = asyncio.create_task(written.read())
    try:
        yield process, printed
    finally:
        process.send_signal(signal.SIGINT)
        code = await asyncio.wait_for(process.wait(), WAIT_SECONDS)
        assert code == 0, (await more).decode()


def address(printed):
    """Return the page's address, with its token."""
    return re.search(r"http://127\.0\.0\.1:\d+/\?token=[\w-]+", printed).group()
