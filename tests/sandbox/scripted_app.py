"""An app that talks to the sandbox over real sockets and does just what a test tells it to."""

import asyncio
import json
from contextlib import suppress

import aiohttp

from bot.sandbox.changes import Changes


class ScriptedApp:
    """Acknowledges each envelope with what `answers` has for its kind: a payload, or a function of the payload told.

    With `silent` it acknowledges nothing.
    """

    def __init__(self, sandbox, session):
        self.sandbox = sandbox
        self.session = session
        self.answers = {}
        self.silent = False
        self.envelopes = []
        self.frames = []
        self.websockets = []
        self.readers = []
        self._heard = Changes()

    async def call(self, method, *, token=None, **arguments):
        """Call the Web API with a JSON body, and return the body of the answer."""
        return (await self.request(method, token=token, **arguments))[1]

    async def request(self, method, *, token=None, **arguments):
        """Like `call`, but return status, body and headers."""
        headers = {"Authorization": f"Bearer {token or self.sandbox.bot_token}"}
        url = self.sandbox.slack_api_url + method
        async with self.session.post(url, json=arguments, headers=headers) as response:
            return response.status, await response.json(), response.headers

    async def websocket_url(self):
        return (await self.call("apps.connections.open", token=self.sandbox.app_token))["url"]

    async def connect(self):
        """Open one more connection, and return its hello."""
        websocket = await self.session.ws_connect(await self.websocket_url())
        hello = await websocket.receive_json()
        self.websockets.append(websocket)
        self.readers.append(asyncio.create_task(self._read(websocket)))
        return hello

    async def _read(self, websocket):
        async for frame in websocket:
            if frame.type is not aiohttp.WSMsgType.TEXT:
                continue
            message = json.loads(frame.data)
            self._hear(message)
            if "envelope_id" in message:
                self.envelopes.append(message)
                if not self.silent:
                    await self.acknowledge(message)
        self._hear({"type": "closed"})

    def _hear(self, message):
        self.frames.append(message)
        self._heard.notify()

    async def hears(self, number):
        """Wait until so many frames have come, and return the last one."""
        return (await self._heard.until(lambda: self.frames if len(self.frames) >= number else None, 5.0))[-1]

    async def acknowledge(self, envelope, websocket=None):
        kind = envelope["type"] if envelope["type"] != "interactive" else envelope["payload"]["type"]
        answer = self.answers.get(kind)
        payload = answer(envelope["payload"]) if callable(answer) else answer
        frame = {"envelope_id": envelope["envelope_id"]}
        if payload is not None:
            frame["payload"] = payload
        await (websocket or self.websockets[-1]).send_json(frame)

    @property
    def told(self):
        """The payload that came last."""
        return self.envelopes[-1]["payload"]

    async def open(self, person, view, channel="#demo"):
        """Let a person send the command, and open a dialog for them. Returns what `views.open` answers."""
        await person.command(channel, "/il-alert")
        return await self.call("views.open", trigger_id=self.told["trigger_id"], view=view)

    async def close(self):
        for websocket in self.websockets:
            with suppress(ConnectionError):
                await websocket.close()
        await asyncio.gather(*self.readers)
