"""What can go wrong between us and ilert, as one tree.

    IlertError
    ├── Unreachable         no usable answer; the request may or may not have been carried out
    ├── ServerTrouble       5xx; as above
    ├── RateLimited         429; not carried out
    ├── Unreadable          2xx with a body that does not fit; carried out
    └── Refused             any other 4xx; not carried out, and a repeat will not help
        ├── Unauthorized    401; the API key is wrong or revoked
        ├── Forbidden       403; the API key's user lacks a right
        └── NotFound        404

Which to repeat is ilert's advice (OpenAPI file, "Dealing with errors and retries"): network errors, 5xx and
429, never another 4xx.
"""


class IlertError(Exception):
    """Any failure to get something from ilert. `endpoint` is the method and path, without ids or query."""

    def __init__(self, endpoint: str, problem: str) -> None:
        super().__init__(f"{endpoint}: {problem}")
        self.endpoint = endpoint
        self.problem = problem


class Unreachable(IlertError):
    """The network failed or time ran out. `sent` is false where the request surely never left."""

    def __init__(self, endpoint: str, problem: str, *, sent: bool) -> None:
        super().__init__(endpoint, problem)
        self.sent = sent


class ServerError(IlertError):
    """ilert answered 5xx."""

    def __init__(self, endpoint: str, status: int) -> None:
        super().__init__(endpoint, f"ilert answered {status}")
        self.status = status


class RateLimited(IlertError):
    """ilert answered 429. `retry_after` is in seconds, None where ilert did not say."""

    def __init__(self, endpoint: str, retry_after: float | None) -> None:
        super().__init__(endpoint, "ilert answered 429: too many requests")
        self.retry_after = retry_after


class Unreadable(IlertError):
    """ilert answered 2xx with a body that is not what its OpenAPI file promises."""


class Refused(IlertError):
    """ilert answered 4xx: it will not do this. `message` and `code` are ilert's own words."""

    def __init__(self, endpoint: str, status: int, message: str, code: str) -> None:
        super().__init__(endpoint, f"ilert answered {status}: {message or 'no message'}")
        self.status = status
        self.message = message
        self.code = code


class Unauthorized(Refused):
    """401."""


class Forbidden(Refused):
    """403."""


class NotFound(Refused):
    """404."""


def may_have_succeeded(error: IlertError) -> bool:
    """Tell whether the failed request may have been carried out all the same."""
    return isinstance(error, ServerError) or (isinstance(error, Unreachable) and error.sent)


def is_retryable(error: BaseException) -> bool:
    """Tell whether ilert advises to try again after this failure."""
    return isinstance(error, Unreachable | ServerError | RateLimited)
