"""A dialog with one of each element that an app can use."""

from tests.sandbox.shapes import modal, option, plain


def field(block_id, label, **element):
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "optional": True,
        "element": {"action_id": "v", **element},
    }


CHOICES = [option("1", "Network"), option("2", "Database"), option("3", "Payments")]
EVERYTHING = modal(
    field("text", "Summary", type="plain_text_input", max_length=60),
    field("long", "Details", type="plain_text_input", multiline=True),
    field("one", "Policy", type="static_select", options=CHOICES),
    field("some", "Teams", type="multi_static_select", options=CHOICES, max_selected_items=2),
    field("found", "Source", type="external_select", min_query_length=2),
    field("who", "Engineer", type="users_select"),
    field("where", "Channel", type="conversations_select"),
    field("when", "Until", type="datepicker"),
    field("radio", "Priority", type="radio_buttons", options=CHOICES[:2]),
    field("ticks", "Options", type="checkboxes", options=CHOICES[:2]),
)
