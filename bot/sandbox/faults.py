"""How the simulated services misbehave: lasting states, and scripts that are used up one request at a time."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import InitVar, asdict, dataclass, fields
from typing import Any, Literal, get_args

from bot.sandbox.clock import Clock
from bot.sandbox.ilert.gateway import CARRIED_OUT, GATEWAY_ANSWERS

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
    "key_revoked",
    "scope_missing",
    "feature_required",
    "quota_exceeded",
    "lose_answer",
]
SlackState = Literal["up", "api_down", "api_slow"]
OddFields = Literal["none", "null", "missing", "wrong_type"]
Paging = Literal["steady", "insert", "remove"]

API_SLOW_MS = 2000
WINDOW_SECONDS = 60.0
KEY_LIMIT = 120
EVENT_LIMIT = 50
APPEARS_AFTER_SECONDS = 0.3

_POSITIONS: Mapping[str, Iterable[Any]] = {
    "ilert": (*get_args(IlertState), *GATEWAY_ANSWERS, *(name + CARRIED_OUT for name in GATEWAY_ANSWERS)),
    "ilert_odd_fields": get_args(OddFields),
    "ilert_paging": get_args(Paging),
    "ilert_time_decimals": (None, 0, 3, 6),
    "slack": get_args(SlackState),
}
_POSITIVE = ("ilert_window_s",)


@dataclass
class Faults:
    """The switches, by the names that the page uses, and the scripts."""

    clock: InitVar[Clock]
    ilert: str = "up"
    """One of `IlertState`, or a gateway's answer (`ilert.gateway`), before or after the request is carried out."""
    ilert_times: int | None = None
    """How many more requests meet that state before ilert is up again; None: all."""
    ilert_seconds: float | None = None
    """For how long requests meet that state, from when this is set; None: for ever."""
    ilert_latency_ms: int = 0
    ilert_retry_after: int | None = None
    """The `Retry-After` of a forced 429, in seconds. ilert itself never sends one, a gateway may."""
    ilert_visible_after_s: float = APPEARS_AFTER_SECONDS
    """How long a new alert stays out of `GET /alerts`; a very large number is for ever."""
    ilert_empty_event_answer: bool = True
    """Whether `POST /events` answers without a body; only ilert's Go client promises one."""
    ilert_key_errors: bool = True
    """Whether a wrong API key is a 403 `KEY_ERROR`; else it is a 401, as a missing one."""
    ilert_key_is_admin: bool = True
    """Whether the API key's user is an admin; otherwise all but `GET /users/current` is a 403."""
    ilert_integration_keys: bool = True
    """Whether the API key's user may see integration keys; otherwise they are null."""
    ilert_window_s: float = WINDOW_SECONDS
    """The length of the fixed windows in which requests are counted."""
    ilert_key_limit: int | None = KEY_LIMIT
    """Requests with the API key in a window; None: no limit."""
    ilert_event_limit: int | None = EVENT_LIMIT
    """Events with one integration key in a window; None: no limit."""
    ilert_new_words: bool = False
    """Whether answers hold fields and words that no release of the bot has seen."""
    ilert_odd_fields: str = "none"
    """One of `OddFields`: what one field of each listed user, team, source and policy is instead of what it should."""
    ilert_odd_field: int = 0
    """Which field that is: the first for 0, and so on around."""
    ilert_paging: str = "steady"
    """One of `Paging`: what happens to a list between two of its pages."""
    ilert_time_decimals: int | None = None
    """How many decimals of a second times have: 0, 3 or 6; None: now so, now so."""
    slack: str = "up"
    """One of `SlackState`."""
    slack_latency_ms: int = 0
    slack_token: str | None = None
    """An error such as `token_revoked` that every call with the bot token meets."""

    def __post_init__(self, clock: Clock) -> None:
        self._clock = clock
        self._scripts: dict[str, deque[Any]] = {}
        self._ends_at: float | None = None
        self._usual = asdict(self)

    def set(self, changes: Mapping[str, Any]) -> None:
        """Turn switches.

        Raises:
            ValueError: There is no such switch, or it has no such position.
        """
        kinds = {field.name: field.type for field in fields(self)}
        for name, value in changes.items():
            if name not in kinds:
                raise ValueError(f"no such fault: {name}")
            wrong = value not in _POSITIONS.get(name, (value,)) or (name in _POSITIVE and value <= 0)
            if not _is_a(value, kinds[name]) or wrong:
                raise ValueError(f"{name} is never {value!r}")
        if "ilert" in changes:  # a new state lasts, unless it is said how long
            changes = {"ilert_times": None, "ilert_seconds": None, **changes}
        for name, value in changes.items():
            setattr(self, name, value)
        if changes.get("ilert_seconds") is not None:
            self._ends_at = self._clock.now() + changes["ilert_seconds"]

    def reset(self) -> None:
        """Turn every switch back and forget the scripts."""
        for name, value in self._usual.items():
            setattr(self, name, value)
        self._scripts.clear()

    def json(self) -> dict[str, Any]:
        """Write the positions of the switches."""
        self._end_in_time()
        return asdict(self)

    def ilert_meets(self, endpoint: str) -> str:
        """Take the state that this request to ilert meets."""
        self._end_in_time()
        step = self.next_step(endpoint)
        if step is not None or self.ilert_times is None:
            return str(step or self.ilert)
        state, self.ilert_times = self.ilert, self.ilert_times - 1
        if self.ilert_times <= 0:
            self.ilert, self.ilert_times = "up", None
        return state

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

    def _end_in_time(self) -> None:
        if self.ilert_seconds is not None and self._ends_at is not None and self._clock.now() >= self._ends_at:
            self.ilert, self.ilert_seconds, self._ends_at = "up", None, None


def _is_a(value: Any, kind: Any) -> bool:
    """Tell whether a value is of a switch's type."""
    kinds = get_args(kind) or (kind,)
    return type(value) in kinds or (type(value) is int and float in kinds)
