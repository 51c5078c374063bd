/** A menu to choose one option from, with a field to search in: an ARIA combobox with a list below it. */

import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { icon } from "./icons.js";
import { OptionList } from "./option_list.js";

const ROOM_PX = 280;

/**
 * Draw a menu.
 *
 * `choices` finds the options (see choices.js), `field` holds attributes of the search field, and `onChoose`
 * gets the chosen option, or null when the choice is taken back.
 */
export function menu(settings) {
  return new Menu(settings).node;
}

class Menu {
  #choices;
  #chosen;
  #onChoose;
  #input;
  #list;
  #note = h("p", { class: "menu-note", role: "status" });
  #popup;
  #whileOpen = null;
  #search = 0;

  constructor({ choices, placeholder, chosen, clearable, field, onChoose }) {
    this.#choices = choices;
    this.#chosen = chosen;
    this.#onChoose = onChoose;
    this.#list = new OptionList("Options", (option) => this.#choose(option));
    this.#popup = h("div", { class: "menu-popup", popover: "manual" }, this.#note, this.#list.node);
    this.#input = this.#field(placeholder, field);
    const clear = h(
      "button",
      {
        type: "button",
        class: "menu-clear",
        "aria-label": "Clear the choice",
        click: () => this.#choose(null),
      },
      icon("close"),
    );
    this.node = h(
      "div",
      { class: "menu" },
      this.#input,
      clearable && chosen && clear,
      icon("chevron"),
      this.#popup,
    );
  }

  #field(placeholder, field) {
    return h("input", {
      ...field,
      type: "text",
      role: "combobox",
      class: "control",
      value: wording(this.#chosen),
      placeholder,
      autocomplete: "off",
      spellcheck: "false",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.#list.node.id,
      click: () => this.#open(),
      input: () => this.#typed(),
      keydown: (event) => this.#pressed(event),
      blur: () => this.#close(),
    });
  }

  #open() {
    if (this.#whileOpen) return;
    this.#whileOpen = new AbortController();
    this.#popup.showPopover();
    this.#place();
    this.#input.setAttribute("aria-expanded", "true");
    this.#input.select();
    const { signal } = this.#whileOpen;
    window.addEventListener("scroll", () => this.#place(), { signal, capture: true });
    window.addEventListener("resize", () => this.#place(), { signal });
    this.#find("");
  }

  #close() {
    this.#whileOpen?.abort();
    this.#whileOpen = null;
    this.#search += 1;
    if (this.#popup.isConnected) this.#popup.hidePopover();
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
    this.#input.value = wording(this.#chosen);
  }

  #choose(option) {
    this.#chosen = option;
    this.#close();
    this.#onChoose(option);
  }

  #typed() {
    const { value } = this.#input;
    this.#open();
    this.#find(value);
  }

  #pressed(event) {
    if (event.ctrlKey || event.metaKey) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!this.#whileOpen) {
      if (steps || event.key === "Enter") this.#taken(event, () => this.#open());
    } else if (steps) {
      this.#taken(event, () => this.#move(steps));
    } else if (event.key === "Escape") {
      this.#taken(event, () => this.#close());
    } else if (event.key === "Enter") {
      this.#taken(event, () => this.#list.active && this.#choose(this.#list.active));
    }
  }

  /** Act on a key, so that neither the form nor the dialog around the menu does. */
  #taken(event, act) {
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  #move(steps) {
    this.#list.move(steps);
    this.#tellActive();
  }

  async #find(query) {
    const search = ++this.#search;
    const problem = this.#choices.problem(query);
    if (problem) {
      this.#show([], problem);
      return;
    }
    if (this.#choices.pauseMs) this.#show([], "Loading …");
    if (query && this.#choices.pauseMs) await new Promise((go) => setTimeout(go, this.#choices.pauseMs));
    const groups = search === this.#search ? await this.#choices.find(query) : [];
    if (search !== this.#search) return;
    if (groups) this.#show(groups, groups.some(({ options }) => options.length) ? "" : "No results");
    else this.#show([], "There was a problem loading the options");
  }

  #show(groups, note) {
    this.#note.textContent = note;
    this.#note.hidden = !note;
    this.#list.show(groups, this.#chosen);
    this.#tellActive();
  }

  #tellActive() {
    if (this.#list.activeId) this.#input.setAttribute("aria-activedescendant", this.#list.activeId);
    else this.#input.removeAttribute("aria-activedescendant");
  }

  /** Put the list below the field, or above it where there is more room. */
  #place() {
    const field = this.#input.getBoundingClientRect();
    const below = window.innerHeight - field.bottom;
    const { style } = this.#popup;
    style.left = `${field.left}px`;
    style.width = `${field.width}px`;
    const above = below < ROOM_PX && field.top > below;
    style.top = above ? "auto" : `${field.bottom + 4}px`;
    style.bottom = above ? `${window.innerHeight - field.top + 4}px` : "auto";
  }
}

function wording(option) {
  return option ? withEmoji(option.text.text) : "";
}
