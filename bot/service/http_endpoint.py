"""The HTTP endpoint for the operator's monitoring: `/healthz`, `/readyz` and `/metrics`."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus

from aiohttp import web
from structlog.stdlib import get_logger

from bot.metrics.registry import Metrics
from bot.service.health import HealthSnapshot, answer, is_ready, wedged

log = get_logger(__name__)


@asynccontextmanager
async def serve(host: str, port: int, metrics: Metrics, snapshot: Callable[[], HealthSnapshot]) -> AsyncIterator[None]:
    """Serve while the context lasts. A port that is taken is logged; alerts matter more than their counters."""

    async def show_alive(_request: web.Request) -> web.Response:
        problem = wedged(snapshot())
        return _answer(good=problem is None, body={"alive": problem is None, "problem": problem})

    async def show_ready(_request: web.Request) -> web.Response:
        now = snapshot()
        return _answer(good=is_ready(now), body=answer(now))

    async def show_metrics(_request: web.Request) -> web.Response:
        return web.Response(body=metrics.text(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})

    application = web.Application()
    application.add_routes(
        [web.get("/healthz", show_alive), web.get("/readyz", show_ready), web.get("/metrics", show_metrics)]
    )
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


def _answer(*, good: bool, body: object) -> web.Response:
    return web.json_response(body, status=HTTPStatus.OK if good else HTTPStatus.SERVICE_UNAVAILABLE)
