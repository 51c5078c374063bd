"""What can go wrong between us and ilert, as one tree.

    IlertError              | is_retryable | may_have_succeeded
    ├── Unreachable         | yes          | only where it was sent   no answer
    ├── TooLate             | yes          | no                       it did not leave this machine in time
    ├── UnexpectedAnswer    | yes          | yes                      an answer that is not ilert's
    ├── ServerError         | yes          | yes                      5xx, in ilert's words
    ├── RateLimited         | yes          | no                       429
    └── Refused             | no           | no                       any other 4xx, in ilert's words
        ├── KeyRejected     | yes, once an admin has replaced it      the API key is wrong, revoked, or lacks something
        │   └── ScopeMissing                                          the API key lacks an OAuth2 scope
        ├── PlanRefused     | no           | no                       402: the account's plan has it not
        ├── Forbidden       | no           | no                       any other 403: the API key's user lacks a right
        └── NotFound        | no           | no                       404: not there, or not for this API key

A 4xx is ilert's verdict only with ilert's error body, `{status, message, code}`; the `code` counts more than the
status, since a wrong key is 403 with `KEY_ERROR` (ilert-cli, "Errors"). The text of an error is for operators: it has
ilert's own words and the endpoint, but no id, no query and no secret.
"""


class IlertError(Exception):
    """Any failure to get something from ilert. `endpoint` is the method and path, without ids or query."""

    is_retryable = True
    """Whether the same call may succeed later."""
    may_have_succeeded = False
    """Whether the failed call may have been carried out all the same."""

    def __init__(self, endpoint: str, problem: str) -> None:
        super().__init__(f"{endpoint}: {problem}")
        self.endpoint = endpoint
        self.problem = problem


class Unreachable(IlertError):
    """The network failed or time ran out. `sent` is false where the request surely never left."""

    def __init__(self, endpoint: str, problem: str, *, sent: bool) -> None:
        super().__init__(endpoint, problem)
        self.may_have_succeeded = sent


class TooLate(IlertError):
    """Nothing was sent: the time until which it might be had passed before the connection was there to send it on."""

    def __init__(self, endpoint: str, seconds: float) -> None:
        super().__init__(endpoint, f"it was not sent, {seconds:.1f} seconds after the last moment to do so")


class UnexpectedAnswer(IlertError):
    """Something answered as ilert never does: a gateway's page, a redirection, a body that does not fit."""

    may_have_succeeded = True


class ServerError(IlertError):
    """ilert answered 5xx."""

    may_have_succeeded = True


class RateLimited(IlertError):
    """429. `retry_after` is in seconds, None where it was not said; ilert itself says nothing."""

    def __init__(self, endpoint: str, retry_after: float | None) -> None:
        super().__init__(endpoint, "ilert answered 429: too many requests")
        self.retry_after = retry_after


class Refused(IlertError):
    """ilert will not do this. `message` and `code` are ilert's own words."""

    is_retryable = False

    def __init__(self, endpoint: str, status: int, message: str, code: str) -> None:
        super().__init__(endpoint, f"ilert answered {status} {code}: {message}")
        self.status = status
        self.message = message
        self.code = code


class KeyRejected(Refused):
    """ilert does not take the API key for this call. It will, once an admin has put the key right."""

    is_retryable = True


class ScopeMissing(KeyRejected):
    """The API key lacks an OAuth2 scope that this call needs; `scope` is its name."""

    def __init__(self, endpoint: str, message: str, code: str, scope: str) -> None:
        super().__init__(endpoint, 403, message, code)
        self.scope = scope


class PlanRefused(Refused):
    """The account's plan does not have this, or has used it up."""


class Forbidden(Refused):
    """The API key's user lacks a right."""


class NotFound(Refused):
    """There is no such thing, or none that the API key may see."""
