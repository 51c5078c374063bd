"""`il-alert-bot` as an admin types it, beside the daemon."""

import os

from tests.e2e.fork_server import Order
from tests.e2e.forked import Forked, reader_of


async def il_alert_bot(settings, *arguments, module=""):
    """Run it, or a program of the tests' own, and return its exit code and all that it prints."""
    output, its_output = os.pipe()
    printed = await reader_of(output)
    order = Order({**os.environ, **settings}, arguments, module=module, prints=True)
    process = await Forked.start(order, its_output)
    text = (await printed.read()).decode()
    return await process.wait(), text
