/** Drawings of the emoji that tell how something went, for machines without an emoji font. */

import { svg } from "./icons.js";

const TICK = {
  d: "M6 10.5l3 3 5.5-7",
  fill: "none",
  stroke: "#fff",
  "stroke-width": 2.4,
  "stroke-linecap": "round",
};
const HOURGLASS = {
  d: "M5 2h10M5 18h10M6 2c0 5 3 5 3 8s-3 3-3 8M14 2c0 5-3 5-3 8s3 3 3 8M8 16.5c0-2 2-2 2-4 0 2 2 2 2 4z",
  fill: "#e8a33d",
  stroke: "#9a6a1c",
  "stroke-width": 1.5,
};
const circle = (fill) => [{ d: "M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16z", fill }];

const PICTURES = {
  white_check_mark: [
    { d: "M4 1h12a3 3 0 0 1 3 3v12a3 3 0 0 1-3 3H4a3 3 0 0 1-3-3V4a3 3 0 0 1 3-3z", fill: "#2eb67d" },
    TICK,
  ],
  x: [
    {
      d: "M3.5 3.5l13 13M16.5 3.5l-13 13",
      fill: "none",
      stroke: "#e01e5a",
      "stroke-width": 3.6,
      "stroke-linecap": "round",
    },
  ],
  warning: [
    { d: "M10 1.5L19 18H1z", fill: "#f2c037", stroke: "#c8961a", "stroke-linejoin": "round" },
    { d: "M10 7v5M10 14.5v1", fill: "none", stroke: "#1d1c1d", "stroke-width": 2, "stroke-linecap": "round" },
  ],
  rotating_light: [
    { d: "M5 15V10a5 5 0 0 1 10 0v5z", fill: "#e01e5a" },
    { d: "M3 15h14v3H3z", fill: "#7a8794" },
    {
      d: "M10 1v2M2.5 4l1.6 1.6M17.5 4l-1.6 1.6",
      fill: "none",
      stroke: "#e01e5a",
      "stroke-width": 1.6,
      "stroke-linecap": "round",
    },
  ],
  hourglass: [HOURGLASS],
  hourglass_flowing_sand: [HOURGLASS],
  red_circle: circle("#e01e5a"),
  large_orange_circle: circle("#f28c28"),
  large_yellow_circle: circle("#ecb22e"),
  large_green_circle: circle("#2eb67d"),
  large_blue_circle: circle("#36a0e8"),
};

/** Draw an emoji by its shortcode, or return undefined where there is no drawing of it. */
export function emojiPicture(name) {
  if (!Object.hasOwn(PICTURES, name)) return undefined;
  return svg({ class: "emoji", role: "img", "aria-label": name.replaceAll("_", " ") }, PICTURES[name]);
}
