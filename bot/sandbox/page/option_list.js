/** The list that a menu opens: options under optional headings, one of them active. */

import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { nextId } from "./ids.js";

export class OptionList {
  #options = [];
  #rows = [];
  #active = -1;
  #onPick;

  constructor(label, onPick) {
    this.#onPick = onPick;
    this.node = h("div", { role: "listbox", id: nextId("list"), "aria-label": label });
  }

  /** The option that Enter would pick, or undefined. */
  get active() {
    return this.#options[this.#active];
  }

  /** The id of the active option's element, or undefined. */
  get activeId() {
    return this.#rows[this.#active]?.id;
  }

  /** List these groups; the chosen option is active, else the first. */
  show(groups, chosen) {
    this.#options = groups.flatMap(({ options }) => options);
    this.#rows = [];
    this.node.replaceChildren(...groups.map((group) => this.#group(group, chosen)));
    const index = this.#options.findIndex(({ value }) => value === chosen?.value);
    this.#activate(Math.max(index, 0));
  }

  /** Make the next or previous option active, round the end. */
  move(steps) {
    const count = this.#options.length;
    if (count) this.#activate((this.#active + steps + count) % count);
  }

  #group({ label, options }, chosen) {
    const rows = options.map((option) => this.#row(option, option.value === chosen?.value));
    if (!label) return h("div", { role: "presentation" }, rows);
    const heading = h("div", { class: "option-group", "aria-hidden": "true" }, withEmoji(label.text));
    return h("div", { role: "group", "aria-label": label.text }, heading, rows);
  }

  #row(option, selected) {
    const index = this.#rows.length;
    const row = h(
      "div",
      {
        role: "option",
        id: nextId("option"),
        "aria-selected": String(selected),
        mousemove: () => this.#active !== index && this.#activate(index),
        // Keeps the focus in the field.
        mousedown: (event) => event.preventDefault(),
        click: () => this.#onPick(option),
      },
      withEmoji(option.text.text),
      option.description && h("small", {}, withEmoji(option.description.text)),
    );
    this.#rows.push(row);
    return row;
  }

  #activate(index) {
    this.#rows[this.#active]?.classList.remove("active");
    this.#active = index;
    this.#rows[index]?.classList.add("active");
    this.#rows[index]?.scrollIntoView({ block: "nearest" });
  }
}
