/** Faces for people: their initials on a colour of their own. */

import { h } from "./dom.js";
import { appIcon } from "./icons.js";

const COLOURS = 8;

/** Draw a face for a name. */
export function avatar(id, name) {
  const colour = [...id].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % COLOURS;
  return h("span", { class: `avatar avatar-${colour}`, "aria-hidden": "true" }, initials(name));
}

/** Draw the face of a bot. */
export function botAvatar() {
  return h("span", { class: "avatar avatar-app", "aria-hidden": "true" }, appIcon());
}

function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return words.length > 1 ? words[0][0] + words.at(-1)[0] : name.slice(0, 2);
}
