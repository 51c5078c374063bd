"""How the simulated services misbehave: lasting states, and scripts that are used up one request at a time."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

IlertState = Literal[
    "up",
    "down",
    "hang",
    "error_500",
    "error_502",
    "error_503",
    "rate_limited",
    "unauthorized",
    "forbidden",
    "lose_answer",
]
SlackState = Literal["up", "api_down", "api_slow"]

API_SLOW_MS = 2000

_POSITIONS = {"ilert": get_args(IlertState), "slack": get_args(SlackState)}


@dataclass
class Faults:
    """The switches, by the names that the page uses, and the scripts."""

    ilert: str = "up"
    """One of `IlertState`."""
    ilert_latency_ms: int = 0
    ilert_retry_after: int | None = None
    """The `Retry-After` of a forced 429, in seconds."""
    ilert_visible_after_s: float = 0.0
    """How long a new alert stays out of `GET /alerts`."""
    ilert_empty_event_answer: bool = False
    """Whether `POST /events` answers without a body; only ilert's Go client promises one."""
    ilert_key_is_admin: bool = True
    """Whether the API key's user is an admin; otherwise all but `GET /users/current` is a 403."""
    slack: str = "up"
    """One of `SlackState`."""
    slack_latency_ms: int = 0
    slack_token: str | None = None
    """An error such as `token_revoked` that every call with the bot token meets."""

    def __post_init__(self) -> None:
        self._scripts: dict[str, deque[Any]] = {}

    def set(self, changes: Mapping[str, Any]) -> None:
        """Turn switches.

        Raises:
            ValueError: There is no such switch, or it has no such position.
        """
        defaults = {field.name: field.default for field in fields(self)}
        for name, value in changes.items():
            if name not in defaults:
                raise ValueError(f"no such fault: {name}")
            if value not in _POSITIONS.get(name, (value,)) or not _alike(value, defaults[name]):
                raise ValueError(f"{name} is never {value!r}")
        for name, value in changes.items():
            setattr(self, name, value)

    def reset(self) -> None:
        """Turn every switch back and forget the scripts."""
        for field in fields(self):
            setattr(self, field.name, field.default)
        self._scripts.clear()

    def json(self) -> dict[str, Any]:
        """Write the positions of the switches."""
        return asdict(self)

    def script(self, endpoint: str, steps: Iterable[Any]) -> None:
        """Let the next requests of an endpoint meet these faults, one each.

        An endpoint is a verb and path of ilert (`POST /alerts`), whose steps are states of `ilert`, or a method of
        Slack (`views.open`), whose steps are tables: `{"error": code}`, `{"http": status, "retry_after": seconds}`,
        `{"lose_answer": True}` or `{}` for an ordinary answer.
        """
        self._scripts.setdefault(endpoint, deque()).extend(steps)

    def next_step(self, endpoint: str) -> Any:
        """Take the fault that this request meets; None if there is none."""
        steps = self._scripts.get(endpoint)
        return steps.popleft() if steps else None


def _alike(value: Any, default: Any) -> bool:
    """Tell whether a value is of the kind of a switch, given its usual position."""
    if default is None:
        return value is None or isinstance(value, (str, int))
    if isinstance(default, float):
        return isinstance(value, (int, float))
    return type(value) is type(default)
