"""Two people side by side, each reading only their own language, whatever happens."""

import re
import string

import pytest

from bot.slack.features.alert_card.views import ACCEPT
from tests.e2e.actions import NETWORK, alerts, direct_messages
from tests.e2e.forge import Forge
from tests.wording.catalogues import catalogue, messages, originals, translations

ADMINS_AND_LANGUAGE = 'admin_channel = "#ops"\nlanguage = "{language}"\n'


@pytest.fixture
async def forge(settings, tmp_path):
    async with Forge(settings, tmp_path / "log") as forge:
        yield forge


def pattern(sentence):
    """What a sentence looks like with whatever was filled in; None for a word or two, which both languages may have."""
    parts = [re.escape(text) for text, *_ in string.Formatter().parse(sentence)]
    return re.compile(".*?".join(parts)) if len(re.findall(r"[^\W\d_]{2,}", " ".join(parts))) > 2 else None


GERMAN = catalogue("de")
ONLY = {
    "en": [one for message in messages(GERMAN) for one in map(pattern, originals(message)) if one],
    "de": [one for message in messages(GERMAN) for one in map(pattern, translations(message)) if one],
}


def in_language(language, text):
    """The sentences of a language that stand in a text."""
    return [one.pattern for one in ONLY[language] if one.search(text)]


class Reader:
    """Somebody who raises alerts, and all that they have read."""

    def __init__(self, sandbox, name, language):
        self.sandbox = sandbox
        self.name = name
        self.person = sandbox.person(name)
        self.language = language
        self.read = []

    async def reads(self, **sentence):
        """Wait for a sentence, given in both languages, in the dialog or a message to them alone."""
        expected = sentence[self.language]

        def there():
            shown = self.now()
            self.read += shown
            return any(expected in text for text in shown)

        await self.sandbox.until(there, timeout=45)

    def now(self):
        view = self.person.view
        dialog = [view.title, view.text, str(view.json.get("submit")), str(view.json["close"])] if view else []
        here = [one for channel in ("#demo", "#ops") for one in self.sandbox.messages(channel, seen_by=self.name)]
        alone = [message.all_text for message in here if message.only_for == self.person.id]
        return [*dialog, *alone, *direct_messages(self.sandbox, self.name)]

    def reads_only_their_language(self):
        other = "de" if self.language == "en" else "en"
        self.read += self.now()
        assert [(text, found) for text in self.read if (found := in_language(other, text))] == []
        assert any(in_language(self.language, text) for text in self.read)


def with_cards(policy):
    return policy.replace("announce = false", "announce = true", 1)


def card_in(sandbox, words):
    """The card of an alert, which everybody in #demo reads in the policy's language."""
    return next((one for one in sandbox.messages("#demo") if ACCEPT in str(one.blocks) and words in one.text), None)


async def begin(sandbox, forge):
    await sandbox.until(lambda: not sandbox.slack.socket.connections)
    await forge.start()
    await sandbox.until(lambda: sandbox.slack.socket.connections, timeout=15)


async def submit(reader, summary):
    await reader.person.command("#demo", "/il-alert", summary)
    await reader.person.opened_view()
    await reader.person.choose("choice", NETWORK)
    return await reader.person.submit()


async def test_a_german_and_an_english_person_read_their_own_language_from_dialog_to_restart(
    sandbox, forge, policy_file
):
    policy_file.write_text(with_cards(re.sub("label .*\n", "", policy_file.read_text())))
    await begin(sandbox, forge)
    claire = sandbox.person("claire")
    await claire.command("#demo", "/il-alert", "")
    assert (await claire.opened_view()).title == "Alert on-call engineers"
    hanna, sam = Reader(sandbox, "hanna", "de"), Reader(sandbox, "sam", "en")
    for one in (hanna, sam):
        await one.person.command("#ops", "/il-alert", "")
        await one.reads(
            de="Für diesen Channel ist in ilert keine Slack-Alarmquelle", en="There is no Slack alert source"
        )
    for one in (hanna, sam):
        await one.person.command("#demo", "/il-alert", "")
        await one.reads(de="Bereitschaft alarmieren", en="Alert on-call engineers")
        await one.person.choose("choice", NETWORK)
        one.person.type("summary", "\u200b")
        told = (await one.person.submit()).errors
        wrong = {
            "de": "Bitte beschreiben Sie das Problem in wenigen Worten.",
            "en": "Please say in a few words what is",
        }
        assert wrong[one.language] in told["summary"]
        one.read += told.values()
        one.person.type("summary", "down")
        await one.person.submit()
        await one.reads(
            de="Jetzt wird *Network Infrastructure* alarmiert.", en="*Network Infrastructure* is being alerted"
        )
        await one.person.close_view()
    card = await sandbox.until(lambda: card_in(sandbox, "Pending: down"), timeout=20)
    for one in (hanna, sam):
        await one.person.press(card, ACCEPT)
        await one.reads(
            de="Um Alarme zu bearbeiten, brauchen Sie ein ilert-Konto", en="To act on alerts you need an ilert"
        )
    sandbox.faults.ilert = "down"
    for one in (hanna, sam):
        await submit(one, "down again")
    for one in (hanna, sam):
        await one.reads(de="Er ist sicher gespeichert", en="It is stored safely")
    await forge.kill()
    await begin(sandbox, forge)
    sandbox.faults.ilert = "up"
    for one in (hanna, sam):
        await sandbox.until(lambda one=one: direct_messages(sandbox, one.name), timeout=45)
        await one.reads(de="Ihr Alarm ist in ilert, und", en="Your alert is in ilert, and")
        one.reads_only_their_language()
    assert len(alerts(sandbox)) == 4


async def test_one_language_for_everybody_is_also_that_of_the_admins_and_of_alerts_in_ilert(
    sandbox, forge, policy_file
):
    policy_file.write_text(ADMINS_AND_LANGUAGE.format(language="de") + with_cards(policy_file.read_text()))
    await begin(sandbox, forge)
    claire = Reader(sandbox, "claire", "de")
    await submit(claire, "down")
    await claire.reads(de="Jetzt wird *Network Infrastructure* alarmiert.")
    claire.reads_only_their_language()
    await sandbox.until(lambda: card_in(sandbox, "Ausstehend: down"), timeout=20)
    assert "Ausgelöst von Claire Caron" in alerts(sandbox)[0].details
    policy_file.write_text(policy_file.read_text() + "oops")
    await sandbox.until(lambda: sandbox.messages("#ops"))
    assert "Die Konfigurationsdatei enthält Fehler." in sandbox.messages("#ops")[0].text
