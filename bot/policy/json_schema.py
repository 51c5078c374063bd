"""The policy file's JSON Schema, for editors that complete and check TOML while it is written. Pure.

An editor checks less than the loader: neither duplicates nor secrets. What the schema refuses, the
loader refuses as well.
"""

from typing import Any

from bot.policy.schema import Policy

# The draft that taplo understands, and with it the TOML extension of VS Code.
_DRAFT = "http://json-schema.org/draft-07/schema#"


def json_schema() -> dict[str, Any]:
    """Build the schema."""
    schema: dict[str, Any] = _tidy(Policy.model_json_schema())
    schema["title"] = "Policy of il-alert-bot"
    schema["description"] = "Who may raise an alert in ilert from Slack, and from where."
    tables = schema["definitions"]
    tables["IlertUsers"]["properties"]["emails"]["additionalProperties"] = False
    # This rule is in the model's validator alone.
    tables["Test"]["oneOf"] = [{"required": ["offers"]}, {"required": ["denied"]}]
    return {"$schema": _DRAFT, **schema}


def _tidy(node: Any) -> Any:
    """Write in the words of draft 7, and leave out what says nothing: titles, nulls, empty defaults."""
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, dict):
        return node.replace("#/$defs/", "#/definitions/") if isinstance(node, str) else node
    # TOML has no null: a key that may be missing is simply not required.
    first, *others = node.get("anyOf", [None])
    if others == [{"type": "null"}]:
        node = {**node, **first}
        del node["anyOf"]
    return {
        "definitions" if key == "$defs" else key: _tidy(value)
        for key, value in node.items()
        if not (key == "title" and isinstance(value, str)) and not (key == "default" and value in (None, [], {}, ""))
        # Beside a reference, draft 7 ignores everything.
        if not ("$ref" in node and key != "$ref")
    }
