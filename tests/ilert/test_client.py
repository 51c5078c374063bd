"""What is read from ilert, against scripted answers."""

import pytest
from structlog.testing import capture_logs

from bot.ilert.errors import Refused, UnexpectedAnswer, Unreachable
from tests.ilert.fake import KEY_ERROR, answer, page_of_a_gateway

PENDING = {"id": 9, "status": "PENDING"}
ACCEPTED = {"id": 9, "status": "ACCEPTED"}
RESOLVED = {"id": 9, "status": "RESOLVED"}


def numbered(total):
    """Answer pages of a list of `total` users."""

    def pages(request):
        query = dict(request.query)
        start, size = int(query["start-index"]), int(query["max-results"])
        ids = range(start, min(start + size, total))
        return answer(body=[{"id": number, "email": f"u{number}@acme.example"} for number in ids])

    return pages


def itself(item):
    return item


@pytest.mark.parametrize(("total", "calls"), [(0, 1), (99, 1), (100, 5), (101, 5), (499, 5), (500, 9), (1234, 13)])
async def test_a_list_is_read_to_its_end(client, transport, total, calls):
    transport.on("GET /users", numbered(total))
    assert sorted(user.id for user in await client.users(itself)) == list(range(total))
    assert transport.count("GET /users") == calls


async def test_a_page_is_let_go_before_the_next_one_comes(client, transport):
    kept, kept_before = [], []

    def page(request):
        kept_before.append(len(kept))
        return numbered(450)(request)

    transport.on("GET /users", page)
    await client.users(kept.append)
    assert kept_before == [0, 100, 200, 300, 400]


async def test_a_page_that_repeats_ends_the_reading(client, transport):
    same = [{"id": number, "email": "x@acme.example"} for number in range(100)]
    transport.on("GET /users", answer(body=same))
    assert len(await client.users(itself)) == 100


async def test_an_item_that_does_not_fit_is_left_out_and_the_rest_stays(client, transport):
    transport.on("GET /teams", answer(body=[{"id": 1, "name": "Good"}, {"name": "no id"}, "text", {"id": "x"}]))
    assert [team.name for team in await client.teams(itself)] == ["Good"]


async def test_what_does_not_fit_is_complained_about_once(client, transport):
    transport.on("GET /teams", answer(body=[{"name": "no id"}, {"name": "no id either"}]))
    with capture_logs() as lines:
        await client.teams(itself)
        await client.teams(itself)
    assert [line["event"] for line in lines] == ["ilert_item_unreadable"]


async def test_an_extra_field_does_no_harm(client, transport):
    transport.on("GET /escalation-policies", answer(body=[{"id": 1, "name": "P", "new": {"a": 1}}]))
    assert (await client.escalation_policies(itself))[0].name == "P"


async def test_a_list_that_is_none_is_not_ilerts(client, transport):
    transport.on("GET /alert-sources", answer(body={"items": []}))
    with pytest.raises(UnexpectedAnswer, match="not a list"):
        await client.alert_sources(itself)


async def test_a_reading_is_repeated_after_trouble(client, transport, waited):
    transport.on(
        "GET /users/current",
        answer(503),
        page_of_a_gateway(200),
        Unreachable("GET /users/current", "reset", sent=True),
        answer(body={"id": 1, "email": "a@acme.example"}),
    )
    assert (await client.current_user()).id == 1
    assert len(waited) == 3


async def test_a_reading_gives_up_after_four_tries(client, transport):
    transport.on("GET /users/current", answer(503))
    with pytest.raises(Exception, match="503"):
        await client.current_user()
    assert transport.count("GET /users/current") == 4


async def test_a_reading_waits_as_long_as_was_said(client, transport, now):
    transport.on("GET /users/current", answer(429, retry_after="42"), answer(body={"id": 1}))
    await client.current_user()
    assert now[0] == pytest.approx(42.0, abs=0.2)


@pytest.mark.parametrize("refusal", [answer(404), KEY_ERROR])
async def test_a_refused_reading_is_not_repeated(client, transport, refusal):
    transport.on("GET /alert-sources/{id}", refusal)
    with pytest.raises(Refused):
        await client.alert_source(5)
    assert transport.count("GET /alert-sources/{id}") == 1
