"""The calls to ilert, against scripted answers."""

import pytest
from structlog.testing import capture_logs

from bot.ilert.client import IlertClient
from bot.ilert.errors import NotFound, Refused, Unreachable, Unreadable
from tests.ilert.fake import ScriptedTransport, answer


@pytest.fixture
def transport():
    return ScriptedTransport()


@pytest.fixture
def waited():
    return []


@pytest.fixture
def client(transport, waited):
    async def sleep(seconds):
        waited.append(seconds)

    return IlertClient(transport, sleep=sleep)


def numbered(total):
    """Answer pages of a list of `total` users."""

    def pages(request):
        query = dict(request.query)
        start, size = int(query["start-index"]), int(query["max-results"])
        ids = range(start, min(start + size, total))
        return answer(body=[{"id": number, "email": f"u{number}@acme.example"} for number in ids])

    return pages


@pytest.mark.parametrize(("total", "calls"), [(0, 1), (99, 1), (100, 5), (101, 5), (499, 5), (500, 9), (1234, 13)])
async def test_a_list_is_read_to_its_end(client, transport, total, calls):
    transport.on("GET /users", numbered(total))
    assert sorted(user.id for user in await client.users()) == list(range(total))
    assert transport.count("GET /users") == calls


async def test_a_page_that_repeats_ends_the_reading(client, transport):
    same = [{"id": number, "email": "x@acme.example"} for number in range(100)]
    transport.on("GET /users", answer(body=same))
    assert len(await client.users()) == 100


async def test_an_item_that_does_not_fit_is_left_out_and_the_rest_stays(client, transport):
    transport.on("GET /teams", answer(body=[{"id": 1, "name": "Good"}, {"name": "no id"}, "text", {"id": "x"}]))
    assert [team.name for team in await client.teams()] == ["Good"]


async def test_what_does_not_fit_is_complained_about_once(client, transport):
    transport.on("GET /teams", answer(body=[{"name": "no id"}, {"name": "no id either"}]))
    with capture_logs() as lines:
        await client.teams()
        await client.teams()
    assert [line["event"] for line in lines] == ["ilert_item_unreadable"]


async def test_an_extra_field_does_no_harm(client, transport):
    transport.on("GET /escalation-policies", answer(body=[{"id": 1, "name": "P", "new": {"a": 1}}]))
    assert (await client.escalation_policies())[0].name == "P"


@pytest.mark.parametrize("body", [{"items": []}, "text", 5])
async def test_a_list_that_is_none_is_unreadable(client, transport, body):
    transport.on("GET /alert-sources", answer(body=body))
    with pytest.raises(Unreadable, match="not a list"):
        await client.alert_sources()


async def test_a_reading_is_repeated_after_trouble(client, transport, waited):
    transport.on(
        "GET /users/current",
        answer(503),
        Unreachable("GET /users/current", "reset", sent=True),
        answer(body={"id": 1, "email": "a@acme.example"}),
    )
    assert (await client.current_user()).id == 1
    assert len(waited) == 2


async def test_a_reading_gives_up_after_four_tries(client, transport):
    transport.on("GET /users/current", answer(503))
    with pytest.raises(Exception, match="503"):
        await client.current_user()
    assert transport.count("GET /users/current") == 4


async def test_a_reading_waits_as_long_as_ilert_says(client, transport, waited):
    transport.on("GET /users/current", answer(429, retry_after="42"), answer(body={"id": 1, "email": "a@b.example"}))
    await client.current_user()
    assert waited == [42.0]


async def test_an_unspecific_429_is_waited_out_for_10_to_30_seconds(client, transport, waited):
    transport.on("GET /users/current", answer(429), answer(body={"id": 1, "email": "a@b.example"}))
    await client.current_user()
    assert 10 <= waited[0] <= 30


async def test_a_refused_reading_is_not_repeated(client, transport):
    transport.on("GET /alert-sources/{id}", answer(404))
    with pytest.raises(NotFound):
        await client.alert_source(5)
    assert transport.count("GET /alert-sources/{id}") == 1


async def test_an_event_is_posted_once_and_its_link_is_read(client, transport):
    transport.on("POST /events", answer(202, {"alertUrl": "https://acme.ilert.example/alert/view.jsf?id=9"}))
    posted = await client.post_event({"integrationKey": "k", "summary": "s"})
    assert posted.alert_url == "https://acme.ilert.example/alert/view.jsf?id=9"


@pytest.mark.parametrize("body", [None, [], {"alertUrl": 5}, {}])
async def test_an_event_answer_of_another_shape_counts_as_taken(client, transport, body):
    transport.on("POST /events", answer(202, body))
    assert (await client.post_event({"integrationKey": "k"})).alert_url is None


async def test_writings_are_never_repeated_by_the_client(client, transport):
    transport.on("POST /alerts", answer(503))
    transport.on("POST /events", answer(503))
    for write in (client.create_alert({}), client.post_event({"integrationKey": "k"})):
        with pytest.raises(Exception, match="503"):
            await write
    assert len(transport.sent) == 2


async def test_a_created_alert_with_an_unreadable_answer_exists_all_the_same(client, transport):
    transport.on("POST /alerts", answer(201, {"no": "id"}))
    assert await client.create_alert({}) is None


async def test_a_refused_alert_is_an_error(client, transport):
    transport.on("POST /alerts", answer(400, {"message": "bad"}))
    with pytest.raises(Refused, match="bad"):
        await client.create_alert({})


async def test_alerts_are_looked_for_by_source_and_time(client, transport):
    transport.on("GET /alerts", answer(body=[{"id": 1, "alertKey": "k"}]))
    assert (await client.alerts_since(7, "2026-01-01T00:00:00.000Z"))[0].alert_key == "k"
    assert {("sources", "7"), ("from", "2026-01-01T00:00:00.000Z")} <= set(transport.sent[0].query)


async def test_the_budget_of_events_is_that_of_the_busiest_integration_key(transport, client):
    assert client.budget_used == {"api_key": 0.0, "integration_key": 0.0}
    transport.on("POST /events", answer(202)).on("GET /users/current", answer(body={"id": 1, "email": "a@b.example"}))
    for key in ("one", "other", "other"):
        await client.post_event({"integrationKey": key})
    await client.current_user()
    assert client.budget_used == {"api_key": 1 / 120, "integration_key": 2 / 50}
