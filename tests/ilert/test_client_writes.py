"""What is written to ilert, against scripted answers."""

import pytest

from bot.ilert.errors import Refused, UnexpectedAnswer
from bot.ilert.models import AlertStatus
from tests.ilert.fake import KEY_ERROR, answer, page_of_a_gateway

PENDING = {"id": 9, "status": "PENDING"}
ACCEPTED = {"id": 9, "status": "ACCEPTED"}
RESOLVED = {"id": 9, "status": "RESOLVED"}


async def test_an_event_is_posted_once_and_its_link_is_read(client, transport):
    transport.on("POST /events", answer(202, {"alertUrl": "https://acme.ilert.example/alert/view.jsf?id=9"}))
    posted = await client.post_event({"integrationKey": "k", "summary": "s"})
    assert posted.alert_url == "https://acme.ilert.example/alert/view.jsf?id=9"


@pytest.mark.parametrize("body", [None, {"alertUrl": 5}, {}])
async def test_an_event_was_taken_whatever_its_answer_says_or_not(client, transport, body):
    transport.on("POST /events", answer(202, body))
    assert (await client.post_event({"integrationKey": "k"})).alert_url is None


@pytest.mark.parametrize("found", [page_of_a_gateway(202), page_of_a_gateway(200), answer(202, []), answer(302)])
async def test_an_event_that_something_else_than_ilert_answered_may_have_been_taken_or_not(client, transport, found):
    transport.on("POST /events", found)
    with pytest.raises(UnexpectedAnswer):
        await client.post_event({"integrationKey": "k"})


@pytest.mark.parametrize("trouble", [answer(503), answer(429), KEY_ERROR, page_of_a_gateway(200)])
async def test_writings_are_never_repeated_by_the_client(client, transport, trouble):
    for endpoint in ("POST /alerts", "POST /events", "PUT /alerts/{id}/assign", "POST /alerts/{id}/responders"):
        transport.on(endpoint, trouble)
    writes = (
        client.create_alert({}),
        client.post_event({"integrationKey": "k"}),
        client.assign(9, "user", 3),
        client.add_responder(9, 3),
    )
    for write in writes:
        with pytest.raises(Exception, match=r"^(POST|PUT) "):
            await write
    assert len(transport.sent) == 4


@pytest.mark.parametrize(
    "found",
    [answer(201, {"no": "id"}), answer(201, []), answer(200, {"id": None}), page_of_a_gateway(200), answer(202)],
)
async def test_a_creation_whose_answer_is_no_alert_has_an_unknown_outcome(client, transport, found):
    transport.on("POST /alerts", found)
    with pytest.raises(UnexpectedAnswer) as caught:
        await client.create_alert({})
    assert caught.value.may_have_succeeded


@pytest.mark.parametrize("status", [200, 201])
async def test_a_created_alert_is_returned(client, transport, status):
    transport.on("POST /alerts", answer(status, PENDING))
    assert (await client.create_alert({})).status is AlertStatus.PENDING


async def test_a_refused_alert_is_an_error(client, transport):
    transport.on("POST /alerts", answer(400, {"message": "bad"}))
    with pytest.raises(Refused, match="bad"):
        await client.create_alert({})


async def test_what_keeps_a_call_from_going_out_keeps_it(client, transport):
    async def fail():
        raise OSError("disk full")

    for write in (
        client.create_alert({}, before_send=fail),
        client.post_event({"integrationKey": "k"}, before_send=fail),
    ):
        with pytest.raises(OSError, match="disk full"):
            await write
    assert transport.sent == []
