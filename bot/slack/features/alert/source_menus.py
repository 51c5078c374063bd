"""The menus of those who are searching one, in memory."""

from cachetools import TTLCache

from bot.domain.decision import AccountOffer
from bot.domain.permissions import AccessibleResources
from bot.slack.features.alert.choices import Choice, source_choices
from bot.wording.wording import Wording

_SEARCHING = 8
"""Of how many people who search at the same time the menu is kept. Thousands of names are half a megabyte."""
_SEARCH_SECONDS = 60.0


class SourceMenus:
    """Remembers the menu of what somebody may alert: they ask again at each key, and to name thousands takes time."""

    def __init__(self) -> None:
        self._written: TTLCache[tuple[str, int], tuple[AccessibleResources, list[Choice]]]
        # What is kept beside a menu is what it was made of: as long as it is there, nothing else has its `id`.
        self._written = TTLCache(_SEARCHING, _SEARCH_SECONDS)

    def choices(self, wording: Wording, offer: AccountOffer) -> list[Choice]:
        """List the alert sources of the account dialog as `source_choices` does."""
        key = (wording.language, id(offer.resources))
        if (known := self._written.get(key)) is not None:
            return known[1]
        written = source_choices(wording, offer)
        self._written[key] = (offer.resources, written)
        return written
