"""The daemon on a machine whose wall clock is wrong by CLOCK_OFF_SECONDS."""

import datetime as dt
import os
import sys
import time

OFF = float(os.environ["CLOCK_OFF_SECONDS"])


class _Datetime(dt.datetime):
    @classmethod
    def now(cls, tz=None):
        return super().now(tz) + dt.timedelta(seconds=OFF)


_time = time.time
time.time = lambda: _time() + OFF
dt.datetime = _Datetime

if __name__ == "__main__":
    # Only now: what is imported takes the clock as it is then.
    from bot.cli.main import main

    sys.exit(main(sys.argv[1:]))
