"""The choice of a channel, for who raises an alert from no conversation. Pure."""

from collections.abc import Sequence

from bot.domain.alerts import Origin
from bot.policy.schema import Dialog
from bot.policy.values import OPTION_TEXT_LIMIT
from bot.slack.features.alert.choices import SELECT_LIMIT
from bot.slack.features.alert.views import account_title
from bot.slack.ui.blocks import View, field, modal, option, select
from bot.slack.ui.metadata import Metadata, dump
from bot.slack.ui.typed import clean, cut
from bot.wording.wording import Wording

CHOICE = "channel_choice"
CHANNEL = "channel"


def channel_choice(wording: Wording, dialog: Dialog, metadata: Metadata, channels: Sequence[Origin]) -> View:
    """Draw the dialog that asks for one of some channels."""
    say = wording.shortcuts
    named = sorted((f"#{clean(one.name or one.channel_id)}", one.channel_id) for one in channels)[:SELECT_LIMIT]
    options = [option(cut(name, OPTION_TEXT_LIMIT), channel_id) for name, channel_id in named]
    menu = select(CHANNEL, say.channel_placeholder(), options)
    return modal(
        account_title(wording, dialog),
        [field(CHANNEL, say.channel_label(), menu, hint=say.channel_hint())],
        submit=say.continue_button(),
        close=wording.dialog.close(),
        callback_id=CHOICE,
        private_metadata=dump(metadata),
    )
