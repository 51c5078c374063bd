"""Naive Bolt: what an afternoon gives. Slack's framework as its tutorials use it, ilert asked each time.

    python naive_bolt.py

Keeps nothing in memory and nothing on disk. Settings come from the environment, by the names that the bot's have.
"""

import asyncio
import os
import signal

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

ILERT = f"{os.environ['ILERT_ENDPOINT']}/api"
HEADERS = {"Authorization": f"Bearer {os.environ['ILERT_API_TOKEN']}"}

app = AsyncApp(client=AsyncWebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"]))


async def ilert(method, path, body=None):
    async with (
        aiohttp.ClientSession(headers=HEADERS) as session,
        session.request(method, f"{ILERT}{path}", json=body) as answer,
    ):
        answer.raise_for_status()
        return await answer.json()


@app.command("/il-alert")
async def command(ack, body, client):
    await ack()
    user = (await client.users_info(user=body["user_id"]))["user"]
    await ilert("POST", "/users/search-email", {"email": user["profile"]["email"]})
    sources = await ilert("GET", "/alert-sources")
    policies = await ilert("GET", "/escalation-policies")
    source = next(one for one in sources if one["integrationType"] == "SLACK")
    options = [
        {"text": {"type": "plain_text", "text": one["name"]}, "value": f"{source['id']}:{one['id']}"}
        for one in policies
    ]
    await client.views_open(
        trigger_id=body["trigger_id"],
        view={
            "type": "modal",
            "callback_id": "alert",
            "title": {"type": "plain_text", "text": "Alert on-call engineers"},
            "submit": {"type": "plain_text", "text": "Submit"},
            "blocks": [
                {
                    "type": "input",
                    "block_id": "choice",
                    "label": {"type": "plain_text", "text": "Problem area"},
                    "element": {"type": "static_select", "action_id": "choice", "options": options[:100]},
                },
                {
                    "type": "input",
                    "block_id": "summary",
                    "label": {"type": "plain_text", "text": "Summary"},
                    "element": {"type": "plain_text_input", "action_id": "summary"},
                },
            ],
        },
    )


@app.view("alert")
async def submission(ack, body, view, client):
    await ack()
    values = view["state"]["values"]
    source, policy = values["choice"]["choice"]["selected_option"]["value"].split(":")
    alert = await ilert(
        "POST",
        "/alerts",
        {
            "alertSource": {"id": int(source)},
            "escalationPolicy": {"id": int(policy)},
            "summary": values["summary"]["summary"]["value"],
        },
    )
    await client.chat_postMessage(channel=body["user"]["id"], text=f"Alert {alert['id']} was raised.")


async def main():
    handler = AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"])
    await handler.connect_async()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()
    await handler.close_async()


if __name__ == "__main__":
    asyncio.run(main())
