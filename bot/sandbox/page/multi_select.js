/** A menu to choose several options from: what is chosen stands above it, each with a button to take it back. */

import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { icon } from "./icons.js";
import { menu } from "./menu.js";

/**
 * Draw it. `choices` and `field` are as in menu.js, `chosen` are the options chosen so far, `most` how many may be,
 * and `onChange` gets all that are chosen after each change.
 */
export function multiSelect({ choices, placeholder, chosen, most = Infinity, field, onChange }) {
  const node = h("div", { class: "multi-select" });
  const change = (options) => {
    onChange(options);
    draw(options);
    node.querySelector("input")?.focus();
  };
  const draw = (options) => {
    const without = (option) => () => change(options.filter(({ value }) => value !== option.value));
    const tokens = options.map((option) => token(option.text.text, without(option)));
    const add = (option) => {
      const again = options.some(({ value }) => value === option.value);
      if (!again) change([...options, option]);
    };
    const list = h("ul", { class: "tokens", "aria-label": "Chosen" }, tokens);
    const more = menu({ choices, placeholder, chosen: null, clearable: false, field, onChoose: add });
    node.replaceChildren(tokens.length ? list : "", options.length < most ? more : "");
  };
  draw(chosen);
  return node;
}

function token(text, remove) {
  const attributes = { type: "button", "aria-label": `Remove ${text}`, click: remove };
  return h("li", {}, withEmoji(text), h("button", attributes, icon("close")));
}
