"""What people do in the sandbox's Slack, and what is then seen there and in its ilert."""

NETWORK = "2247477:81211"
PLATFORM = "2247477:81212"
NO_ROUTING_KEY = "2247477:81214"


def paths(sandbox):
    """What was called at ilert, as `POST /events`."""
    return [f"{call.method} {call.path}" for call in sandbox.ilert.calls]


def alerts(sandbox):
    """All alerts of the account."""
    return list(sandbox.ilert.account.alerts.values())


async def raised(sandbox):
    """Wait for the one alert and return it."""
    await sandbox.until(lambda: alerts(sandbox))
    (alert,) = alerts(sandbox)
    return alert


async def result_of(sandbox, person):
    """Wait until the dialog shows what came of an alert, and return its words."""
    await sandbox.until(lambda: not any(one in words(person.view) for one in ("Sending", "does not show it yet")))
    return words(person.view)


def words(view):
    """All text that a view shows."""
    return " ".join(str(block.get("text", {}).get("text", "")) for block in view.blocks if block["type"] == "section")


async def press(sandbox, who="sam", summary="down", choice=NETWORK):
    """Raise an alert from #demo. Returns the person and what Submit came to."""
    person = sandbox.person(who)
    while person.view is not None:
        await person.close_view()
    await person.command("#demo", "/il-alert", summary)
    await person.opened_view()
    await person.choose("choice", choice)
    return person, await person.submit()


async def submitted(sandbox, who="sam", summary="down"):
    """Raise an alert from #demo. Returns the person."""
    person, _ = await press(sandbox, who, summary)
    return person


def direct_messages(sandbox, who="sam"):
    return [message.text for message in sandbox.messages(f"@{who}")]


def chosen(value, kind="static_select"):
    return {"type": kind, "selected_option": {"text": {"type": "plain_text", "text": "x"}, "value": value}}


async def channel_submission(sandbox, who="sam"):
    """What Submit of the channel dialog tells the bot, all filled in."""
    person = sandbox.person(who)
    await person.command("#demo", "/il-alert", "down")
    await person.opened_view()
    await person.choose("choice", NETWORK)
    return person.submission()


def from_another_dialog(sandbox, payload, number):
    """The same submission from a dialog of its own, of one of four people."""
    view = {**payload["view"], "id": f"V0MANY{number:05}", "root_view_id": f"V0MANY{number:05}"}
    person = sandbox.person(("sam", "alice", "robert", "ursula")[number % 4])
    return {**payload, "view": view, "user": {**payload["user"], "id": person.id}}


def state(payload):
    return payload["view"]["state"]["values"]
