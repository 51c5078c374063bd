"""`il-alert-bot demo` and `sandbox` as processes."""

import asyncio
import os
import re
import signal
import sys
from contextlib import asynccontextmanager
from pathlib import Path

WAIT_SECONDS = 20.0


@asynccontextmanager
async def running(tmp_path, *arguments):
    """Run the command in an empty folder; yields its process and what it prints up to `Ctrl-C`."""
    # A proxy that the machine has must not be asked for what is on it.
    environ = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(Path.cwd()), "http_proxy": "http://127.0.0.1:9"}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.cli.main",
        *arguments,
        cwd=tmp_path,
        env=environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    printed = ""
    async with asyncio.timeout(WAIT_SECONDS):
        while "Ctrl-C" not in printed:
            line = await process.stdout.readline()
            assert line, (await process.stderr.read()).decode()
            printed += line.decode()
    try:
        yield process, printed
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        _, logged = await asyncio.wait_for(process.communicate(), WAIT_SECONDS)
        assert process.returncode == 0, logged.decode()


def address(printed):
    """Return the page's address, with its token."""
    return re.search(r"http://127\.0\.0\.1:\d+/\?token=[\w-]+", printed).group()
