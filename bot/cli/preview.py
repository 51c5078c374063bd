"""`il-alert-bot preview`: the dialog as people will see it."""

import argparse
import json
from typing import Any

from bot.cli import exits
from bot.cli.arguments import describe
from bot.cli.render_view import draw_dialog, draw_message
from bot.cli.subject import Subject, load_subject
from bot.cli.subject_arguments import add_subject
from bot.config import logging
from bot.domain.decision import AccountOffer, ChannelOffer, decide
from bot.slack.features.alert.command import first_dialog
from bot.slack.features.alert.denial import denial_message
from bot.slack.features.alert.views import Typed, account_dialog
from bot.slack.ui.metadata import Metadata
from bot.wording.wording import english

_REFERENCE = "0000-0000"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add a person, a channel, a file, and which dialog in which form."""
    describe(
        parser,
        "Draw what /il-alert opens for a person in a channel, by the policy file and by what the bot last read from "
        "ilert (IL_ALERT_STATE_DIR).",
        ("il-alert-bot preview --channel '#demo'", "what anybody sees there"),
        ("il-alert-bot preview --channel dm --user jane.doe@example.com", "what Jane sees"),
        ("il-alert-bot preview --channel '#demo' --file new.toml", "before the file is put in place"),
        ("il-alert-bot preview --channel '#demo' --json", "to paste into Slack's Block Kit Builder"),
    )
    add_subject(parser, user_required=False)
    parser.add_argument(
        "--account", action="store_true", help="the account dialog, which the channel dialog's button opens"
    )
    parser.add_argument("--json", action="store_true", help="for https://app.slack.com/block-kit-builder")


def run(options: argparse.Namespace) -> int:
    """Print the dialog, or the message that comes instead. Returns the exit code."""
    logging.silence()
    subject = load_subject(options)
    view = shown(subject, account=options.account)
    if options.json:
        print(json.dumps(view, indent=2, ensure_ascii=False))
        return exits.OK
    print("\n".join(draw_dialog(view) if view.get("type") == "modal" else draw_message(view)))
    print("\n" + "\n".join(subject.basis))
    return exits.OK


def shown(subject: Subject, *, account: bool) -> dict[str, Any]:
    """Build the view that would be opened, or the message that would be sent.

    With `account` it is the account dialog even where the channel dialog comes first.
    """
    decision = decide(subject.person, subject.origin, subject.policy, subject.directory)
    metadata = Metadata(_REFERENCE, subject.origin)
    wording = english()
    look = subject.policy.config.dialog
    reason = decision.denial
    if account and isinstance(decision.account, AccountOffer):
        channel_too = isinstance(decision.channel, ChannelOffer)
        return dict(account_dialog(wording, decision.account, look, metadata, Typed(), channel_too=channel_too))
    if account and not isinstance(decision.account, AccountOffer):
        reason = decision.account
    if reason is not None:
        return dict(denial_message(wording, reason, metadata, fallback=subject.policy.fallback_for(None)))
    return dict(first_dialog(wording, look, decision, metadata, Typed()))
