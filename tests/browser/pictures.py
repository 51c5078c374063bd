"""Pictures for the documentation: small ones, and new ones only where they would look different."""

import io
import math
import os
from pathlib import Path

from PIL import Image, ImageChops, ImageStat
from playwright.async_api import Error

from tests.browser.chromium import SCREENSHOTS

COLOURS = 256
# Of 255, on average over the picture. Times and reference codes differ each time; that alone renews no picture.
ALIKE = 0.5

REDRAWN = 4


async def keep(name, shown):
    """Take a picture for the documentation, of a page or a part of it, unless the one that is there looks the same."""
    _keep(name, await _taken(shown))


async def _taken(shown):
    """Take a picture. The page makes messages anew when something changes, also while their picture is taken."""
    for _ in range(REDRAWN):
        try:
            return await shown.screenshot()
        except Error as error:
            if "not attached" not in str(error):
                raise
    return await shown.screenshot()


def _keep(name, png):
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
