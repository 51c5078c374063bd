"""The measured part of the documentation."""

import pytest

from tests.bench.noise import Noise
from tests.bench.page import END, begin, filled


def test_only_the_measured_part_is_replaced():
    rest = f"{begin('bench-growth')}\ngrown\n{END}\n\nwords\n"
    page = f"# Title\n\n{begin('bench')}\nold\n{END}\n\n{rest}"
    assert filled(page, "\nnew\n") == f"# Title\n\n{begin('bench')}\nnew\n{END}\n\n{rest}"
    assert "old" in filled(page, "more", "bench-growth")


def test_a_page_without_a_place_for_it_is_refused():
    with pytest.raises(ValueError, match="expected the lines"):
        filled("# Title\n", "new")


def test_noise_says_why():
    assert Noise(calibration=1.01, others=0.01, stolen=0.0).reasons == []
    assert Noise(calibration=1.5, others=0.2, stolen=0.03).reasons == [
        "a fixed loop took up to 1.50 times its median",
        "other programs used 20% of the machine",
        "the host took 3.0% of the machine's time",
    ]
