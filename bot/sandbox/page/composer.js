/** A field to write messages and slash commands in. */

import { h } from "./dom.js";
import { appIcon, icon } from "./icons.js";
import { nextId } from "./ids.js";
import { popupMenu } from "./popup_menu.js";

const NONE = "The app has no global shortcuts.";

export class Composer {
  #onSend;
  #commands = [];
  #active = 0;
  #drafts = new Map();
  #place = null;
  #id = nextId("commands");
  #list;
  #input;
  #shortcuts = h("span", { class: "shortcuts" });
  #shown = null;
  #send = h("button", { type: "submit", class: "send", "aria-label": "Send" }, icon("send"));

  /** Write into `root`; `onSend` gets each text sent, `examples` are texts to begin with. */
  constructor(root, onSend, examples = []) {
    this.#onSend = onSend;
    this.#list = h("ul", {
      class: "commands",
      role: "listbox",
      id: this.#id,
      "aria-label": "Commands",
      hidden: true,
    });
    this.#input = h("textarea", {
      rows: 1,
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-haspopup": "listbox",
      "aria-controls": this.#id,
      input: () => this.#changed(),
      keydown: (event) => this.#pressed(event),
      blur: () => this.#offer([]),
    });
    const submit = (event) => {
      event.preventDefault();
      this.#submit();
    };
    const writing = h("div", { class: "writing" }, this.#input, this.#shortcuts, this.#send);
    root.replaceChildren(
      h("form", { submit }, this.#list, writing),
      h("p", { class: "composer-hint" }, this.#examples(examples), h("span", {}, keys())),
    );
    this.#changed();
  }

  /** Write to a place from now on, named by a key and a title; what was begun elsewhere is kept for that place. */
  address(key, title) {
    this.#input.placeholder = title;
    this.#input.setAttribute("aria-label", title);
    if (key === this.#place) return;
    this.#drafts.set(this.#place, this.#input.value);
    this.#place = key;
    this.#write(this.#drafts.get(key) ?? "");
  }

  /** Complete these commands, as the app's manifest declares them. */
  complete(commands) {
    this.#commands = commands;
  }

  /** Offer the app's global shortcuts in a menu; `onPick` gets the one chosen. */
  offerShortcuts(shortcuts, onPick) {
    if (JSON.stringify(shortcuts) === this.#shown) return;
    this.#shown = JSON.stringify(shortcuts);
    const items = shortcuts.map((shortcut) => ({
      face: [appIcon(), h("span", {}, shortcut.name, h("small", {}, "ilert"))],
      onPick: () => onPick(shortcut),
    }));
    const button = { class: "icon-button", "aria-label": "Shortcuts", title: "Shortcuts" };
    this.#shortcuts.replaceChildren(popupMenu({ button, face: icon("plus"), items, none: NONE }));
  }

  focus() {
    this.#input.focus();
  }

  #examples(examples) {
    if (!examples.length) return null;
    const buttons = examples.map((text) => {
      const fill = () => {
        this.#write(text);
        this.#offer([]);
        this.focus();
      };
      return h("button", { type: "button", class: "example", click: fill }, text);
    });
    return [h("b", { class: "step", "aria-hidden": "true" }, "2"), "Try", ...buttons];
  }

  #write(text) {
    this.#input.value = text;
    this.#changed();
  }

  #changed() {
    const { value, style } = this.#input;
    style.height = "auto";
    style.height = `${this.#input.scrollHeight}px`;
    this.#send.disabled = !value.trim();
    const begun = /^\/\S*$/.test(value) && document.activeElement === this.#input;
    this.#offer(begun ? this.#commands.filter(({ name }) => name.startsWith(value) && name !== value) : []);
  }

  #offer(commands) {
    const take = ({ name }) => this.#take(name);
    this.#list.replaceChildren(
      ...commands.map((command, index) => commandRow(command, `${this.#id}-${index}`, take)),
    );
    this.#list.hidden = commands.length === 0;
    this.#activate(0);
  }

  #activate(index) {
    const rows = [...this.#list.children];
    this.#active = rows.length ? (index + rows.length) % rows.length : 0;
    rows.forEach((row, at) => row.setAttribute("aria-selected", String(at === this.#active)));
    const active = rows[this.#active];
    if (active) this.#input.setAttribute("aria-activedescendant", active.id);
    else this.#input.removeAttribute("aria-activedescendant");
  }

  #take(name) {
    this.#write(`${name} `);
    this.focus();
  }

  #pressed(event) {
    if (event.isComposing || event.shiftKey) return;
    const act = this.#list.hidden ? WRITING[event.key] : COMPLETING[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    if (act === "send") this.#submit();
    else if (act === "take") this.#list.children[this.#active].click();
    else if (act === "close") this.#offer([]);
    else this.#activate(this.#active + act);
  }

  #submit() {
    const text = this.#input.value.trim();
    if (!text) return;
    this.#write("");
    this.#onSend(text);
  }
}

const WRITING = { Enter: "send" };
const COMPLETING = { Enter: "take", Tab: "take", Escape: "close", ArrowDown: 1, ArrowUp: -1 };

function keys() {
  return [h("b", {}, "Enter"), " sends, ", h("b", {}, "Shift + Enter"), " adds a line"];
}

function commandRow(command, id, take) {
  const { name, usage_hint: usage, description } = command;
  const words = h("span", {}, h("b", {}, name), " ", h("span", { class: "usage" }, usage));
  words.append(h("small", {}, description));
  const attributes = {
    role: "option",
    id,
    // Keeps the focus in the field.
    mousedown: (event) => event.preventDefault(),
    click: () => take(command),
  };
  return h("li", attributes, appIcon(), words, h("kbd", {}, "Tab"));
}
