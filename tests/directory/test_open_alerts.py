"""The open alerts of escalation policies as ilert last listed them."""

from datetime import UTC, datetime

from bot.directory.open_alerts import Listed, OpenAlert, PolicyAlerts
from bot.ilert import models

NETWORK, SRE = 81211, 81212
AT = datetime(2026, 8, 14, 12, tzinfo=UTC)


def alert(number, policy=NETWORK, minute=0, **more):
    reported_at = AT.replace(minute=minute).isoformat()
    return models.Alert.model_validate(
        {"id": number, "reportTime": reported_at, "escalationPolicy": {"id": policy}, **more}
    )


class Ilert:
    def __init__(self, *alerts):
        self.alerts = list(alerts)
        self.asked = []

    async def open_alerts(self, policies):
        self.asked.append(policies)
        return self.alerts


async def test_each_policy_has_its_own_the_newest_first():
    alerts = PolicyAlerts(Ilert(alert(1), alert(2, minute=5), alert(3, SRE), alert(4, mergedIntoId=2)))
    found = await alerts.find([SRE, NETWORK], 1.0)
    assert {policy: [one.id for one in read.value.alerts] for policy, read in found.items()} == {
        NETWORK: [2, 1],
        SRE: [3],
    }
    assert found[SRE].value == Listed([OpenAlert(3, AT)], whole=True)


async def test_a_full_page_may_not_be_all():
    full = PolicyAlerts(Ilert(*(alert(number) for number in range(99)), alert(99, mergedIntoId=2)))
    (read,) = (await full.find([NETWORK], 1.0)).values()
    assert (len(read.value.alerts), read.value.whole) == (99, False)


async def test_ilert_is_asked_once_a_minute_for_each_policy():
    now, ilert = [0.0], Ilert()
    alerts = PolicyAlerts(ilert, clock=lambda: now[0])
    for now[0] in (0.0, 30.0, 60.0, 61.0):
        await alerts.find([NETWORK], 1.0)
    assert ilert.asked == [(NETWORK,), (NETWORK,)]
