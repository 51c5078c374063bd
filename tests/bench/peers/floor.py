"""The floor: what this stack can do at best. Acknowledges, opens one fixed dialog, posts the alert; knows nothing.

    python floor.py

Settings come from the environment, by the names that the bot's have.
"""

import asyncio
import json
import os
import signal

import aiohttp

SLACK = os.environ["SLACK_API_URL"]
AS_BOT = {"Authorization": f"Bearer {os.environ['SLACK_BOT_TOKEN']}"}
AS_APP = {"Authorization": f"Bearer {os.environ['SLACK_APP_TOKEN']}"}
AS_USER = {"Authorization": f"Bearer {os.environ['ILERT_API_TOKEN']}"}
ALERTS = f"{os.environ['ILERT_ENDPOINT']}/api/alerts"

DIALOG = {
    "type": "modal",
    "callback_id": "alert",
    "title": {"type": "plain_text", "text": "Alert on-call engineers"},
    "submit": {"type": "plain_text", "text": "Submit"},
    "blocks": [
        {
            "type": "input",
            "block_id": "choice",
            "label": {"type": "plain_text", "text": "Problem area"},
            "element": {
                "type": "radio_buttons",
                "action_id": "choice",
                "options": [
                    {"text": {"type": "plain_text", "text": "Network"}, "value": "81211"},
                    {"text": {"type": "plain_text", "text": "Platform"}, "value": "81212"},
                ],
            },
        },
        {
            "type": "input",
            "block_id": "summary",
            "label": {"type": "plain_text", "text": "Summary"},
            "element": {"type": "plain_text_input", "action_id": "summary"},
        },
    ],
}


async def open_dialog(session, payload):
    body = {"trigger_id": payload["trigger_id"], "view": DIALOG}
    async with session.post(f"{SLACK}views.open", json=body, headers=AS_BOT) as answer:
        await answer.read()


async def raise_alert(session, payload):
    values = payload["view"]["state"]["values"]
    body = {
        "alertSource": {"id": 2247477},
        "escalationPolicy": {"id": int(values["choice"]["choice"]["selected_option"]["value"])},
        "summary": values["summary"]["summary"]["value"],
    }
    async with session.post(ALERTS, json=body, headers=AS_USER) as answer:
        await answer.read()


async def serve():
    tasks = set()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        async with session.post(f"{SLACK}apps.connections.open", headers=AS_APP) as answer:
            url = (await answer.json())["url"]
        async with session.ws_connect(url) as socket:
            async for frame in socket:
                envelope = json.loads(frame.data)
                if "envelope_id" not in envelope:
                    continue
                await socket.send_str(json.dumps({"envelope_id": envelope["envelope_id"]}))
                payload = envelope["payload"]
                work = open_dialog if envelope["type"] == "slash_commands" else raise_alert
                task = asyncio.create_task(work(session, payload))
                tasks.add(task)
                task.add_done_callback(tasks.discard)


async def main():
    serving = asyncio.create_task(serve())
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, serving.cancel)
    await asyncio.wait({serving})


if __name__ == "__main__":
    asyncio.run(main())
