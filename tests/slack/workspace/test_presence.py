"""Who has an alert dialog open for which target."""

from bot.slack.workspace.presence import OPEN_SECONDS, Presence

SAM, JANE, ROB = "U0SAM000001", "U0JANE00001", "U0ROB000001"


def people(presence, policy=1, asking=SAM):
    return [(one.person_id, one.sent) for one in presence.others(policy, asking)]


def test_others_who_have_it_open_for_the_same_policy_are_named_once():
    presence = Presence()
    presence.at("V1", SAM, 1)
    presence.at("V2", JANE, 1)
    presence.at("V3", JANE, 1)
    presence.at("V4", ROB, 2)
    assert people(presence) == [(JANE, False)]
    assert people(presence, asking=JANE) == [(SAM, False)]


def test_choosing_another_target_moves_them_there():
    presence = Presence()
    presence.at("V1", JANE, 1)
    presence.at("V1", JANE, 2)
    assert (people(presence), people(presence, policy=2)) == ([], [(JANE, False)])
    presence.at("V1", JANE, None)
    assert people(presence, policy=2) == []


def test_who_has_submitted_comes_first_and_for_a_minute():
    now = 0.0
    presence = Presence(clock=lambda: now)
    presence.at("V1", JANE, 1)
    presence.at("V2", ROB, 1)
    presence.sent("V1", JANE, 1)
    assert people(presence) == [(JANE, True), (ROB, False)]
    now = 61.0
    assert people(presence) == [(ROB, False)]


def test_what_is_closed_or_left_lying_is_forgotten():
    now = 0.0
    presence = Presence(clock=lambda: now)
    presence.at("V1", JANE, 1)
    presence.at("V2", ROB, 1)
    presence.closed("V1")
    presence.closed("V9")
    assert people(presence) == [(ROB, False)]
    now = OPEN_SECONDS + 1
    assert people(presence) == []


def test_a_dialog_whose_id_was_lost_is_none():
    presence = Presence()
    presence.at("", JANE, 1)
    assert people(presence) == []
