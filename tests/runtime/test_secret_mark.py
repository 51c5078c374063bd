"""A mark tells secrets apart and gives none away."""

from bot.runtime.secret_mark import secret_mark


def test_a_mark_is_of_one_secret_and_holds_nothing_of_it():
    assert secret_mark("il1api0key") == secret_mark("il1api0key")
    assert secret_mark("il1api0key") != secret_mark("il1api0kez")
    assert len(secret_mark("il1api0key" * 50)) == 16
    assert "il1" not in secret_mark("il1api0key")
