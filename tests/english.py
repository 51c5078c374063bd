"""The sentences that tests expect."""

from bot.wording.wording import english

ENGLISH = english()
