"""The sandbox as one server on this machine, and what tests hold of it."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self, TypeVar

from aiohttp import web

from bot.sandbox.backstage import Backstage
from bot.sandbox.calls import SequenceNumbers
from bot.sandbox.changes import Changes
from bot.sandbox.clock import Clock
from bot.sandbox.control import Control
from bot.sandbox.faults import Faults
from bot.sandbox.guard import Guard
from bot.sandbox.ilert.api import IlertApi
from bot.sandbox.ilert.service import Ilert
from bot.sandbox.live import Live
from bot.sandbox.person import PersonAtSlack
from bot.sandbox.slack.service import Slack
from bot.sandbox.slack.web_api import WebApi
from bot.sandbox.slack.workspace import Message
from bot.sandbox.worlds import World

T = TypeVar("T")

_HOST = "127.0.0.1"
_PAGE = Path(__file__).with_name("page")
# Where the documents are: in a copy of the repository, or in an installed release.
_DOCUMENTS = (Path(__file__).parents[2] / "docs", Path(sys.prefix) / "share/doc/docs")
_STOP_SECONDS = 1.0
# The page is made of its own files alone; a browser is to refuse anything else.
_PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}
_REQUEST_BYTES = 4 * 1024 * 1024


class Sandbox:
    """A simulated Slack workspace and ilert account. Use `Sandbox.start`."""

    def __init__(self, world: World) -> None:
        self.clock = Clock()
        self.faults = Faults(self.clock)
        self._changes = Changes()
        numbers = SequenceNumbers()
        self.slack = Slack(world.workspace, self.clock, self._changes, numbers, self.faults)
        self.ilert = Ilert(world.account, self.clock, self._changes, numbers, self.faults)
        self.live = Live(self.slack, self.ilert, self._changes)
        self.bot_token = world.workspace.app.bot_token
        self.app_token = world.workspace.app.app_token
        self.ilert_token = world.account.api_key
        self.base_url = ""
        """What all addresses begin with, known once the server listens."""
        self.guard = Guard()
        self._control = Control(self.slack, self.ilert)
        self._ilert_api = IlertApi(self.ilert)

    @classmethod
    @asynccontextmanager
    async def start(cls, *, world: World, port: int = 0) -> AsyncIterator[Self]:
        """Serve a world on this machine until the context ends. Port 0 takes any that is free.

        Raises:
            OSError: The port is taken.
        """
        sandbox = cls(world)
        runner = web.AppRunner(sandbox._application(), access_log=None, shutdown_timeout=_STOP_SECONDS)
        await runner.setup()
        try:
            site = web.TCPSite(runner, _HOST, port)
            await site.start()
            sandbox._listens_on(runner.addresses[0][1])
            yield sandbox
        finally:
            await runner.cleanup()

    @property
    def page_url(self) -> str:
        """Where the page is, with the token that it needs."""
        return f"{self.base_url}?token={self.guard.token}"

    @property
    def slack_api_url(self) -> str:
        """The base of Slack's Web API, with a slash at its end."""
        return f"{self.base_url}slack/api/"

    def slack_api_url_of(self, host: str) -> str:
        """Return the same for one host of several, which is known by it from then on."""
        return f"{self.base_url}slack/{host}/api/"

    @property
    def ilert_endpoint(self) -> str:
        """What ilert's API address is without `/api`."""
        return f"{self.base_url}ilert"

    def show(self, backstage: Backstage) -> None:
        """Show on the page what somebody knows of the bot from inside, and let the page act on it."""
        self.live.backstage = backstage
        self._control.backstage = backstage
        self.notify()

    def notify(self) -> None:
        """Let everybody know that what the page shows is another now."""
        self._changes.notify()

    def person(self, name: str) -> PersonAtSlack:
        """Act as a person, named by id or Slack name."""
        return PersonAtSlack(self.slack, self.until, name)

    def messages(self, channel: str, *, seen_by: str | None = None) -> list[Message]:
        """Return the messages of a channel, the oldest first.

        `channel` is an id, `#name`, or `@person` for the person's conversation with the bot. With `seen_by` others'
        ephemeral messages are left out, else all ephemeral ones.
        """
        workspace = self.slack.workspace
        reader = None if seen_by is None else workspace.person_named(seen_by).id
        found = workspace.messages.get(workspace.channel_named(channel).id, [])
        return [message for message in found if message.only_for in (None, reader)]

    async def until(self, look: Callable[[], T | None], timeout: float | None = 5.0) -> T:  # noqa: ASYNC109 - the tests' language
        """Look now and after each change until something is seen, and return that.

        `timeout` is in seconds; None waits for ever.

        Raises:
            TimeoutError: Nothing was seen in time; says what happened instead.
        """
        try:
            return await self._changes.until(look, timeout)
        except TimeoutError:
            raise TimeoutError(f"not seen within {timeout} s; what happened:\n{self._story()}") from None

    def _story(self) -> str:
        state = self.live.state()
        told = [f"{one['n']:5} Slack told {one['type']}, acknowledged: {one['ack']}" for one in state["envelopes"]]
        calls = [f"{one['n']:5} {one['what']} → {one['status']} {one['answer']}"[:300] for one in state["calls"]]
        views = [f"{user} sees {stack[-1]['title']['text']!r}" for user, stack in state["views"].items() if stack]
        said = [f"{where}: {one['text']!r}" for where, some in state["messages"].items() for one in some]
        return "\n".join([*sorted([*told, *calls])[-30:], *views, *said, *self.slack.violations])

    def _listens_on(self, port: int) -> None:
        self.base_url = f"http://{_HOST}:{port}/"
        self.guard.listens_on(port)
        self.slack.websocket_url = f"ws://{_HOST}:{port}/slack/link/"
        self.slack.response_urls.base = f"{self.base_url}slack/hooks"
        self.ilert.web_url = self.ilert_endpoint

    def _application(self) -> web.Application:
        application = web.Application(client_max_size=_REQUEST_BYTES, middlewares=[self.guard.check])
        web_api = WebApi(self.slack)
        application.add_routes(
            [
                web.route("*", "/slack/api/{method}", web_api.answer),
                web.route("*", "/slack/{host}/api/{method}", web_api.answer),
                web.get("/slack/link/", self.slack.socket.accept),
                web.post("/slack/hooks/{kind}/{key}", self.slack.response_urls.answer),
                *self._ilert_api.routes(),
                web.get("/ilert/alert/view.jsf", _show_alert),
                web.get("/sandbox/live", self.guard.wants_token(self.live.stream)),
                web.post("/sandbox/{action:.+}", self.guard.wants_token(self._control.take)),
                web.get("/", _show_page),
                web.get(r"/docs/{page:[a-z-]+\.md}", _show_document),
                web.static("/static", _PAGE),
            ]
        )
        application.on_shutdown.append(self._stop)
        return application

    async def _stop(self, _application: web.Application) -> None:
        self.live.stopping.set()
        self._ilert_api.stopping.set()
        await asyncio.gather(self._control.close(), self.slack.socket.close())


async def _show_page(_request: web.Request) -> web.FileResponse:
    return web.FileResponse(_PAGE / "index.html", headers=_PAGE_HEADERS)


async def _show_document(request: web.Request) -> web.Response:
    """Show a page of the documentation as it is written, which a browser shows as text."""
    for folder in _DOCUMENTS:
        path = folder / request.match_info["page"]
        if path.is_file():
            return web.Response(text=path.read_text(encoding="utf-8"), headers=_PAGE_HEADERS)
    raise web.HTTPNotFound


async def _show_alert(request: web.Request) -> web.Response:
    number = request.query.get("id", "")
    if not number.isdecimal():
        raise web.HTTPNotFound
    raise web.HTTPFound(f"/#alert-{number}")
