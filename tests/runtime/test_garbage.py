"""The garbage collector: what it leaves out, and how seldom it looks through everything."""

import gc

import pytest

from bot.runtime import garbage


@pytest.fixture
def collector():
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.mark.usefixtures("collector")
def test_it_leaves_out_what_is_there_and_seldom_looks_through_all_the_rest():
    young, middle, old = gc.get_threshold()
    garbage.stand_back()
    assert gc.get_freeze_count() > len(gc.get_objects())
    assert gc.get_threshold() == (young, middle, garbage.OLD_THRESHOLD)
    assert old < garbage.OLD_THRESHOLD
