"""The daemon with minutes of five seconds, that looks at alerts every second and believes ilert for one.

`FOLLOWED_SECONDS` in its environment is for how long it follows an alert.
"""

import functools
import os
import sys

from bot.cli.main import main
from bot.delivery import follower, following
from bot.directory import policy_readings
from bot.service import delivering
from bot.slack.features.on_call import feature as on_call

MINUTE = 5.0


class HurriedFollower(follower.Follower):
    def __init__(self, outbox, account, leads, remind_after, **more):
        super().__init__(outbox, account, leads, lambda: remind_after() * MINUTE / 60, **more)


if __name__ == "__main__":
    follower.FOLLOWED_SECONDS = float(os.environ.get("FOLLOWED_SECONDS", following.FOLLOWED_SECONDS))
    following.INTERVALS = ((following.FOLLOWED_SECONDS, 1.0),)
    follower.CallBudget = functools.partial(following.CallBudget, 600)
    policy_readings.FRESH_SECONDS = on_call.FRESH_SECONDS = 1.0
    delivering.Follower = HurriedFollower
    sys.exit(main(sys.argv[1:]))
