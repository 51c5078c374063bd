/** The field to write messages and slash commands in. */

import { h } from "./dom.js";
import { appIcon, icon } from "./icons.js";

const COMMANDS = [
  { name: "/il-alert", usage: "[what is wrong], whoami or help", about: "Alert the on-call engineers" },
];
const EXAMPLES = ["/il-alert", "/il-alert the checkout is down", "/il-alert whoami"];

export class Composer {
  #onSend;
  #input;
  #list = h("ul", {
    class: "commands",
    role: "listbox",
    id: "commands",
    "aria-label": "Commands",
    hidden: true,
  });
  #send = h("button", { type: "submit", class: "send", "aria-label": "Send" }, icon("send"));

  /** Write into `root`; `onSend` gets each text sent. */
  constructor(root, onSend) {
    this.#onSend = onSend;
    this.#input = h("textarea", {
      rows: 1,
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-haspopup": "listbox",
      "aria-controls": "commands",
      "aria-describedby": "composer-hint",
      input: () => this.#changed(),
      keydown: (event) => this.#pressed(event),
      blur: () => this.#complete(false),
    });
    const submit = (event) => {
      event.preventDefault();
      this.#submit();
    };
    root.replaceChildren(
      h("form", { submit }, this.#list, h("div", { class: "writing" }, this.#input, this.#send)),
      h(
        "p",
        { id: "composer-hint" },
        h("b", { class: "step", "aria-hidden": "true" }, "2"),
        "Try",
        EXAMPLES.map((example) => this.#example(example)),
        h("span", {}, "Enter sends"),
      ),
    );
    this.#changed();
  }

  /** Name the channel that is written to. */
  address(title) {
    this.#input.placeholder = `Message ${title}`;
    this.#input.setAttribute("aria-label", `Message ${title}`);
  }

  focus() {
    this.#input.focus();
  }

  #example(text) {
    const fill = () => {
      this.#input.value = text;
      this.#changed();
      this.#complete(false);
      this.focus();
    };
    return h("button", { type: "button", class: "example", click: fill }, text);
  }

  #changed() {
    const { value, style } = this.#input;
    style.height = "auto";
    style.height = `${this.#input.scrollHeight}px`;
    this.#send.disabled = !value.trim();
    this.#complete(/^\/\S*$/.test(value) && this.#matching().length > 0);
  }

  #matching() {
    return COMMANDS.filter(({ name }) => name.startsWith(this.#input.value) && name !== this.#input.value);
  }

  #complete(open) {
    const take = (name) => () => this.#take(name);
    const rows = open ? this.#matching() : [];
    this.#list.replaceChildren(
      ...rows.map(({ name, usage, about }, index) => commandRow(name, usage, about, index, take(name))),
    );
    this.#list.hidden = !open;
    if (open) this.#input.setAttribute("aria-activedescendant", "command-0");
    else this.#input.removeAttribute("aria-activedescendant");
  }

  #take(name) {
    this.#input.value = `${name} `;
    this.#changed();
    this.focus();
  }

  #pressed(event) {
    const completing = !this.#list.hidden;
    if (event.key === "Escape") this.#complete(false);
    if (
      event.isComposing ||
      event.shiftKey ||
      !(event.key === "Enter" || (event.key === "Tab" && completing))
    )
      return;
    event.preventDefault();
    if (completing) this.#take(this.#matching()[0].name);
    else this.#submit();
  }

  #submit() {
    const text = this.#input.value.trim();
    if (!text) return;
    this.#input.value = "";
    this.#changed();
    this.#onSend(text);
  }
}

function commandRow(name, usage, about, index, take) {
  return h(
    "li",
    {
      role: "option",
      id: `command-${index}`,
      "aria-selected": "true",
      mousedown: (event) => event.preventDefault(),
      click: take,
    },
    appIcon(),
    h("span", {}, h("b", {}, name), " ", h("span", { class: "usage" }, usage), h("small", {}, about)),
    h("kbd", {}, "Tab"),
  );
}
