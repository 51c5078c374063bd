"""What people are offered in the account of `tests.accounts`, by dialog."""

from bot.domain.decision import decide
from tests.accounts import (
    ACCOUNT,
    IN_DEMO,
    IN_OPS,
    URSULA,
    policy,
    slack_person,
)


def account_offer(user=URSULA, account=ACCOUNT, **tables):
    return decide(slack_person(user), IN_OPS, policy(**tables), account).account


def channel_offer(**tables):
    return decide(slack_person(), IN_DEMO, policy(**tables), ACCOUNT).channel
