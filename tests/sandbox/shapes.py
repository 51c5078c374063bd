"""Small views and blocks for tests to break."""


def plain(text):
    return {"type": "plain_text", "text": text}


def option(value, text=None):
    return {"text": plain(text or value), "value": value}


def text_field(block_id="summary", **element):
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain("Summary"),
        "element": {"type": "plain_text_input", "action_id": "v", **element},
    }


def menu_field(block_id="source", *values, **element):
    options = {"options": [option(value) for value in values]} if values else {}
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain("Source"),
        "element": {"type": "static_select", "action_id": "v", **options, **element},
    }


def button(action_id="press", **more):
    return {"type": "button", "action_id": action_id, "text": plain("Press"), "value": "pressed", **more}


def section(text="Hello", **more):
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def modal(*blocks, **more):
    view = {"type": "modal", "title": plain("Alert"), "blocks": list(blocks) or [section()]}
    if any(block.get("type") == "input" for block in view["blocks"]):
        view["submit"] = plain("Submit")
    return {**view, **more}
