"""The HTTP endpoint for the operator's monitoring: `/metrics`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from structlog.stdlib import get_logger

from bot.metrics import Metrics

log = get_logger(__name__)


@asynccontextmanager
async def serve(host: str, port: int, metrics: Metrics) -> AsyncIterator[None]:
    """Serve while the context lasts. A port that is taken is logged; alerts matter more than their counters."""

    async def show_metrics(_request: web.Request) -> web.Response:
        return web.Response(body=metrics.text(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})

    application = web.Application()
    application.add_routes([web.get("/metrics", show_metrics)])
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            log.error("listener_not_started", host=host, port=port, problem=error.strerror or str(error))
        else:
            log.info("listening", host=host, port=runner.addresses[0][1])
        yield
    finally:
        await runner.cleanup()
