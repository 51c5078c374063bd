"""The cards of alerts in the sandbox's Slack, and what is read beside them."""

from bot.slack.features.alert_card.views import MENU
from tests.e2e.actions import raised, submitted

DEMO = "C024BE91L"


def announced(policy_file):
    """Let the channel have a card about each alert."""
    policy_file.write_text(policy_file.read_text().replace("announce = false", "announce = true", 1))
    return policy_file


def card_of(sandbox, where="#demo"):
    """The card, once it is there; there is never a second one."""
    found = [one for one in sandbox.messages(where) if (one.bot and MENU in str(one.blocks)) or "Resolved:" in one.text]
    assert len(found) <= 1
    return found[0] if found else None


async def carded(sandbox, who="sam", where="#demo"):
    """Raise an alert and wait for its card."""
    await submitted(sandbox, who)
    await raised(sandbox)
    return await sandbox.until(lambda: card_of(sandbox, where), timeout=10)


async def shows(sandbox, card, *words):
    """Wait until a card has all these words."""
    await sandbox.until(lambda: all(word in card.all_text for word in words), timeout=25)


def lines(sandbox, card):
    """The lines in a card's thread."""
    return [one.text for one in sandbox.slack.workspace.replies(card)]


async def seen(sandbox, who, text):
    """Wait until somebody reads something in the channel that only they see."""
    await sandbox.until(lambda: any(text in one.all_text for one in whispers(sandbox, who)), timeout=15)


def whispers(sandbox, who):
    """What somebody alone reads in the channel."""
    return [one for one in sandbox.messages("#demo", seen_by=who) if one.only_for is not None]


def option_of(card, word):
    """The value of an entry of the card's menu."""
    elements = [one for block in card.blocks if block["type"] == "actions" for one in block["elements"]]
    menu = next(one for one in elements if one["action_id"] == MENU)
    return next(one["value"] for one in menu["options"] if one["value"].startswith(f"{word} "))
