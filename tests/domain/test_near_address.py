"""Which address somebody probably means."""

import pytest

from bot.domain.near_address import near_address

KNOWN = ("jane.doe@example.com", "john@example.com", "bob@other.example")


@pytest.mark.parametrize(
    "written",
    [
        "jane.doe@example.con",
        "jane.do@example.com",
        "jane.doee@example.com",
        "jnae.doe@example.com",
        "jane.doe@corp.example",
        "janedoe@example.com",
        "jane_doe+alerts@corp.example",
    ],
)
def test_one_slip_or_another_domain_is_near(written):
    assert near_address(written, KNOWN) == "jane.doe@example.com"


@pytest.mark.parametrize("written", ["jane@example.com", "sam@acme.example", "jaen.deo@example.com", ""])
def test_somebody_else_is_not_near(written):
    assert near_address(written, KNOWN) is None


def test_a_slip_comes_before_another_domain():
    assert near_address("jane@a.example", ["jane@zzz.example", "jana@a.example"]) == "jana@a.example"


def test_an_address_is_not_near_itself():
    assert near_address("john@example.com", KNOWN) is None
