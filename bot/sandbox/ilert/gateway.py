"""What answers instead of ilert: a proxy, a firewall, a captive portal on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

_PAGE = "<html><body><h1>{}</h1></body></html>"


@dataclass(frozen=True, slots=True)
class GatewayAnswer:
    """An answer that is not ilert's."""

    status: int
    body: str = ""
    content_type: str = "text/html"
    headers: Mapping[str, str] = field(default_factory=dict)


GATEWAY_ANSWERS: Mapping[str, GatewayAnswer] = {
    "gateway_html": GatewayAnswer(HTTPStatus.OK, _PAGE.format("blocked")),
    "gateway_html_202": GatewayAnswer(HTTPStatus.ACCEPTED, _PAGE.format("blocked")),
    "gateway_empty": GatewayAnswer(HTTPStatus.OK),
    "gateway_json": GatewayAnswer(HTTPStatus.OK, '{"result": "ok"}', "application/json"),
    "gateway_302": GatewayAnswer(HTTPStatus.FOUND, headers={"Location": "https://login.gateway.example/"}),
    "gateway_403": GatewayAnswer(HTTPStatus.FORBIDDEN, _PAGE.format("Forbidden")),
    "gateway_404": GatewayAnswer(HTTPStatus.NOT_FOUND, _PAGE.format("Not Found")),
    "gateway_407": GatewayAnswer(HTTPStatus.PROXY_AUTHENTICATION_REQUIRED, _PAGE.format("Proxy login")),
    "gateway_408": GatewayAnswer(HTTPStatus.REQUEST_TIMEOUT, _PAGE.format("Request timeout")),
    "gateway_421": GatewayAnswer(HTTPStatus.MISDIRECTED_REQUEST, _PAGE.format("Misdirected request")),
    "gateway_425": GatewayAnswer(HTTPStatus.TOO_EARLY, _PAGE.format("Too early")),
    "gateway_429": GatewayAnswer(HTTPStatus.TOO_MANY_REQUESTS, _PAGE.format("Slow down")),
    "gateway_502": GatewayAnswer(HTTPStatus.BAD_GATEWAY, _PAGE.format("Bad gateway")),
}
"""By the state of the switch `ilert`, without the ending that says that ilert carried the request out all the same."""

CARRIED_OUT = "_after"
"""What the name of a state ends with in which ilert has done its work before the gateway answers."""
