"""Invented secrets, one of each kind that is known by its look."""

TOKENS = [
    "xoxb-1234567890-abcdef",
    "xoxp-1234567890-abcdef",
    "xoxe.xoxp-1-abcdefgh",
    "xapp-1-A0ILERT0001-1234-abcdef",
    "il1api0b8f6d3e5a7c",
    "il1hbt0b8f6d3e5a7c",
    "hooks.slack.com/services/T0ACME00001/B0ILERT0001/AbCdEfGh",
    "ghp_abcdefghij0123456789",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
]
