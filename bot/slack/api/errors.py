"""What can go wrong between us and Slack, as one tree.

SlackFailure
├── SlackUnreachable    no usable answer: network, time, 5xx, a page instead of JSON
│   └── ConnectionLost  it ended before the answer came; whether Slack has seen the call is unknown
├── SlackRateLimited    429
├── TokenRejected       the token is wrong, revoked or of the wrong kind
├── MissingScope        the app was installed without a scope that this call needs
├── TriggerExpired      more than 3 seconds passed between the person's click and our dialog
├── ViewGone            the dialog was closed, or somebody changed it first
├── CannotPost          the conversation does not take our message
└── SlackRefused        anything else
    └── PersonHidden    Slack does not show us this person

ConnectionFailed        the websocket did not come about
└── TurnedAway          Slack said `disconnect` instead of `hello`
"""

from collections.abc import Mapping
from typing import Any, ClassVar


class SlackFailure(Exception):
    """A Web API call failed. `error` is Slack's own word for it, `method` the API method, `kind` our word."""

    kind: ClassVar[str] = "other"

    def __init__(self, method: str, error: str, detail: str = "") -> None:
        super().__init__(f"{method}: {error}{': ' if detail else ''}{detail}")
        self.method = method
        self.error = error
        self.detail = detail


# Answers of Slack's gateways, by which the call has not come to the method (RFC 9110, 15.6).
_NOT_DONE = frozenset({"http_502", "http_503", "service_unavailable"})


class SlackUnreachable(SlackFailure):
    """Slack did not answer as it should. `sent` is false where the call surely never left."""

    kind = "unreachable"

    def __init__(self, method: str, error: str, detail: str = "", *, sent: bool = True) -> None:
        super().__init__(method, error, detail)
        self.may_have_succeeded = sent and error not in _NOT_DONE
        """Whether Slack may have done it all the same."""


class ConnectionLost(SlackUnreachable):
    """The connection ended before an answer came, as one does that was idle for too long."""


class SlackRateLimited(SlackFailure):
    """Slack wants fewer calls. `retry_after` is in seconds, None where Slack did not say."""

    kind = "rate_limited"

    def __init__(self, method: str, retry_after: float | None) -> None:
        super().__init__(method, "ratelimited", "" if retry_after is None else f"retry after {retry_after:g} s")
        self.retry_after = retry_after


class TokenRejected(SlackFailure):
    """Slack does not accept our token."""

    kind = "token_rejected"


class MissingScope(SlackFailure):
    """The app lacks `needed`, a scope such as `users:read`."""

    kind = "missing_scope"

    def __init__(self, method: str, needed: str, provided: str = "") -> None:
        super().__init__(method, "missing_scope", f"needed {needed}, provided {provided or 'none'}")
        self.needed = needed


class TriggerExpired(SlackFailure):
    """The dialog came too late, or the trigger has opened one already."""

    kind = "trigger_expired"

    @property
    def exchanged(self) -> bool:
        """Whether the trigger has opened a dialog."""
        return self.error in ("exchanged_trigger_id", "trigger_exchanged")


class ViewGone(SlackFailure):
    """There is no such dialog any more."""

    kind = "view_gone"


class CannotPost(SlackFailure):
    """The message cannot be posted there."""

    kind = "cannot_post"


class SlackRefused(SlackFailure):
    """Slack refused the call for another reason."""

    kind = "refused"


class PersonHidden(SlackRefused):
    """Slack does not show us this person, as with some people of other companies in shared channels."""


class ConnectionFailed(Exception):
    """The websocket did not come about, or Slack did not greet us on it."""


class ConnectionRejected(ConnectionFailed):
    """Slack said `disconnect` at once, for `reason` (Slack docs, Using Socket Mode)."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"websocket: {reason}")
        self.reason = reason


# Slack's error words by what they mean to us (Slack docs, the methods' pages; both spellings of the
# trigger errors occur).
_KINDS: Mapping[str, type[SlackFailure]] = {
    **dict.fromkeys(("internal_error", "fatal_error", "service_unavailable", "request_timeout"), SlackUnreachable),
    **dict.fromkeys(
        (
            "invalid_auth",
            "not_authed",
            "account_inactive",
            "token_revoked",
            "token_expired",
            "not_allowed_token_type",
            "org_login_required",
            "ekm_access_denied",
        ),
        TokenRejected,
    ),
    **dict.fromkeys(
        (
            "expired_trigger_id",
            "trigger_expired",
            "exchanged_trigger_id",
            "trigger_exchanged",
            "invalid_trigger_id",
        ),
        TriggerExpired,
    ),
    **dict.fromkeys(("not_found", "hash_conflict", "view_not_found"), ViewGone),
    **dict.fromkeys(("user_not_found", "user_not_visible", "users_not_found"), PersonHidden),
    **dict.fromkeys(
        (
            "channel_not_found",
            "not_in_channel",
            "is_archived",
            "restricted_action",
            "user_not_in_channel",
            "used_url",
            "expired_url",
        ),
        CannotPost,
    ),
}


def failure(method: str, answer: Mapping[str, Any], headers: Mapping[str, str]) -> SlackFailure:
    """Name what an answer with `ok: false` means."""
    error = str(answer.get("error") or "unknown_error")
    if error in ("ratelimited", "rate_limited"):
        return SlackRateLimited(method, _seconds(headers.get("Retry-After", "")))
    if error == "missing_scope":
        return MissingScope(method, str(answer.get("needed", "")), str(answer.get("provided", "")))
    metadata = answer.get("response_metadata")
    messages = metadata.get("messages", []) if isinstance(metadata, dict) else []
    return _KINDS.get(error, SlackRefused)(method, error, "; ".join(map(str, messages)))


def _seconds(value: str) -> float | None:
    return float(value) if value.isascii() and value.isdecimal() else None
