"""The sentences that tests expect."""

from bot.policy.values import EACH_PERSONS
from bot.wording.wording import Wordings, english

ENGLISH = english()

WORDINGS = Wordings(lambda: EACH_PERSONS)
"""Everybody's language, as with a policy that says nothing of it."""
