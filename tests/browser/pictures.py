"""Pictures for the documentation: small ones, and new ones only where they would look different."""

import io
import math
import os
from pathlib import Path

from PIL import Image, ImageChops, ImageStat

from tests.browser.chromium import SCREENSHOTS

COLOURS = 256
# Of 255, on average over the picture. Times and reference codes differ each time; that alone renews no picture.
ALIKE = 0.5


def keep(name, png):
    """Keep a picture for the documentation, unless the one that is there looks the same."""
    folder = Path(os.environ.get("README_PICTURES", SCREENSHOTS))
    path = folder / f"{name}.png"
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    if path.exists() and _alike(picture, Image.open(path).convert("RGB")):
        return
    folder.mkdir(exist_ok=True)
    _with_fewer_colours(picture).save(path, optimize=True)


def _with_fewer_colours(picture):
    """Keep the colours that cover most, exactly; what shades the edges of letters goes to the nearest of them."""
    colours = [colour for _, colour in sorted(picture.getcolors(picture.width * picture.height), reverse=True)]
    kept = colours[:COLOURS]
    place = {colour: min(range(len(kept)), key=lambda at: math.dist(colour, kept[at])) for colour in colours}
    small = Image.new("P", picture.size)
    small.putpalette([channel for colour in kept for channel in colour])
    small.putdata([place[colour] for colour in picture.get_flattened_data()])
    return small


def _alike(one, other):
    difference = ImageChops.difference(one, other) if one.size == other.size else None
    return difference is not None and max(ImageStat.Stat(difference).mean) < ALIKE
