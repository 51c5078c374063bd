"""What a scrape shows of the bot's state: read at that moment from who owns it, and kept nowhere else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from prometheus_client.core import Metric
from prometheus_client.registry import Collector


@dataclass(frozen=True)
class Reading(Collector):
    """One metric that is read anew at each scrape."""

    read: Callable[[], Metric]

    def collect(self) -> Iterator[Metric]:
        """Read it."""
        yield self.read()
