"""What dialogs are to know at once is kept up to date."""

import asyncio

from bot.directory.on_call import OnCalls
from bot.slack.features import memory
from tests.accounts import CHANNEL_SOURCE, policy
from tests.slack.fake_slack import Alerts, FakeSlack, context


class Ilert:
    """Remembers for how many policies it was asked, and tells when it was asked as often as expected."""

    def __init__(self, calls):
        self.asked = []
        self.calls = calls
        self.done = asyncio.Event()

    async def on_calls(self, *, policies, until):
        self.asked.append(len(policies))
        if len(self.asked) == self.calls:
            self.done.set()
        return []


async def test_who_is_on_call_is_asked_for_all_that_the_policy_file_names_in_few_calls():
    many = [
        {**CHANNEL_SOURCE, "id": number, "escalation_policy": [{"id": number * 10 + one} for one in range(10)]}
        for number in range(1, 8)
    ]
    ilert, looked = Ilert(calls=2), []

    class Live(Alerts):
        async def live(self):
            looked.append(True)
            return []

    bot = context(FakeSlack(), policy(slack_alert_source=many), on_calls=OnCalls(ilert), alerts=Live())
    keeping = asyncio.create_task(memory.keep(bot))
    await asyncio.wait_for(ilert.done.wait(), 5.0)
    keeping.cancel()
    assert (ilert.asked, looked) == ([50, 20], [True])
    assert bot.on_calls.known([10, 79]).keys() == {10, 79}
