"""The features of this release, the one that is most in a hurry first: Bolt asks listeners in this order."""

from bot.slack.feature import Feature
from bot.slack.features import app_events, direct_message, memory, mine, page_now, user_events, whoami
from bot.slack.features.alert import feature as alert
from bot.slack.features.alert_card import feature as alert_card
from bot.slack.features.app_home import feature as app_home
from bot.slack.features.global_shortcut import feature as global_shortcut
from bot.slack.features.message_shortcut import feature as message_shortcut
from bot.slack.features.on_call import feature as on_call

FEATURES: tuple[Feature, ...] = (
    alert.FEATURE,
    message_shortcut.FEATURE,
    global_shortcut.FEATURE,
    on_call.FEATURE,
    memory.FEATURE,
    app_home.FEATURE,
    mine.FEATURE,
    whoami.FEATURE,
    page_now.FEATURE,
    alert_card.FEATURE,
    direct_message.FEATURE,
    user_events.FEATURE,
    app_events.FEATURE,
)
