"""The directory kept on disk."""

import dataclasses
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory import snapshot_file
from bot.directory.snapshot import VERSION, SnapshotUnreadable, dump, dumped_parts, load, with_known_keys
from bot.domain.account import AlertCreation, IlertUser, Role, unique_emails
from tests.accounts import ACCOUNT, SLACK_ALERTS


def test_what_is_written_is_read_back_but_for_the_secrets():
    sources = {
        source.id: dataclasses.replace(source, integration_key=None) for source in ACCOUNT.alert_sources.values()
    }
    assert load(dump(ACCOUNT)) == dataclasses.replace(ACCOUNT, alert_sources=sources)
    assert b"il1slack" not in dump(ACCOUNT)


def test_a_large_account_is_written_in_small_parts():
    users = {
        number: IlertUser(number, f"User {number}", f"u{number}@acme.example", Role.USER) for number in range(5000)
    }
    large = dataclasses.replace(ACCOUNT, users=users, users_by_email=unique_emails(users.values()))
    parts = [*dumped_parts(large)]
    assert max(map(len, parts)) < 50_000
    assert load(b"".join(parts)).users == users


def changed_key(account, key):
    source = dataclasses.replace(account.alert_sources[SLACK_ALERTS], integration_key=key)
    return dataclasses.replace(account, alert_sources={**account.alert_sources, SLACK_ALERTS: source})


def test_a_key_that_is_known_stays_known_as_long_as_it_is_the_same():
    found = load(dump(ACCOUNT))
    assert found.alert_sources[SLACK_ALERTS].integration_key is None
    assert with_known_keys(found, ACCOUNT) == ACCOUNT
    assert (
        with_known_keys(found, changed_key(ACCOUNT, "il1slackOLD")).alert_sources[SLACK_ALERTS].integration_key is None
    )
    assert with_known_keys(found, None) == with_known_keys(found, found) == found


def test_another_version_is_not_read():
    with pytest.raises(SnapshotUnreadable, match="another release"):
        load(b"3" + dump(ACCOUNT)[1:])


def rewritten(old, new):
    """A snapshot in which something stands otherwise."""
    body = dump(ACCOUNT).partition(b"\n")[2]
    assert old in body
    body = body.replace(old, new)
    return load(VERSION + b" " + sha256(body).hexdigest().encode() + b"\n" + body)


def test_what_a_later_release_added_does_not_keep_the_rest_from_being_read():
    found = rewritten(b'{"taken_at"', b'{"news":[1],"taken_at"')
    assert found == rewritten(b"Alice", b"Alice")
    assert rewritten(b'"ADMIN"', b'"OWNER"').users[1].role is Role.UNKNOWN


def test_what_an_earlier_release_did_not_write_is_not_known():
    source = rewritten(b'"alert_creation"', b'"other"').alert_sources[SLACK_ALERTS]
    assert source.alert_creation is AlertCreation.UNKNOWN


@pytest.mark.parametrize(("old", "new"), [(b'"users":', b'"people":'), (b'"teams":[', b'"teams":[7,')])
def test_what_another_release_wrote_otherwise_is_not_read(old, new):
    with pytest.raises(SnapshotUnreadable, match="another release"):
        rewritten(old, new)


@given(st.integers(0, 3000), st.integers(0, 255))
def test_damage_is_noticed(position, byte):
    data = bytearray(dump(ACCOUNT))
    position %= len(data)
    if data[position] == byte:
        return
    data[position] = byte
    with pytest.raises(SnapshotUnreadable):
        load(bytes(data))


@pytest.mark.parametrize("data", [b"", b"null", b"[]", b"{}", b'{"version":1}', b"\xff", b'"x"', b"\n"])
def test_what_is_no_snapshot_is_refused(data):
    with pytest.raises(SnapshotUnreadable):
        load(data)


def test_what_cannot_be_read_from_its_file_is_left_out_with_the_reason(tmp_path):
    ignored = []
    assert snapshot_file.read(tmp_path, ignored.append) is None
    assert ignored == []
    (tmp_path / snapshot_file.NAME).write_bytes(b"2 nothing\n{}")
    assert snapshot_file.read(tmp_path, ignored.append) is None
    assert ignored == ["the checksum does not match"]
