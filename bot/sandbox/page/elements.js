/** Block Kit's interactive elements. Each is drawn for a surface, see block_kit.js. */

import { externalChoices, listedChoices, staticChoices } from "./choices.js";
import { confirmed } from "./confirm.js";
import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { bare } from "./form.js";
import { icon } from "./icons.js";
import { menu } from "./menu.js";
import { multiSelect } from "./multi_select.js";
import { popupMenu } from "./popup_menu.js";

// From here on a text field counts down what is left.
const COUNT_DOWN_FROM = 50;
const TYPING_PAUSE_MS = 300;

/**
 * Draw an element.
 *
 * `place` tells where it stands: its `block`, the `surface`, `attributes` for the control itself (id, aria-*),
 * whether it `tells` the bot of each change, and whether its value is `optional`.
 */
export function drawElement(element, place) {
  const draw = DRAW[element.type];
  return draw ? draw(element, place) : h("span", { class: "unsupported" }, `[${element.type}]`);
}

const DRAW = {
  button,
  overflow,
  plain_text_input: textInput,
  datepicker: dateInput,
  static_select: (element, place) => select(element, staticChoices(element), place),
  external_select: (element, place) => select(element, searched(element, place), place),
  multi_static_select: (element, place) => selects(element, staticChoices(element), place),
  multi_external_select: (element, place) => selects(element, searched(element, place), place),
  users_select: (element, place) => listed(element, place.surface.names.people(), place),
  conversations_select: (element, place) => listed(element, place.surface.names.channels(), place),
  radio_buttons: (element, place) => toggles("radio", element, place),
  checkboxes: (element, place) => toggles("checkbox", element, place),
};

/** Tell the bot what was done, after asking the person where the app wants them asked. */
async function tell(element, { block, surface }, value) {
  const sure = !element.confirm || (await confirmed(element.confirm, surface.names));
  return sure ? surface.act(block, element, value) : { ok: true };
}

/** Keep a value, and tell the bot of it where it is to know at once. */
function enter(element, place, value) {
  place.surface.form.set(place.block.block_id, element.action_id, value);
  return place.tells ? tell(element, place, bare(value)) : null;
}

function entered(element, { block, surface }) {
  return surface.form.get(block.block_id, element.action_id);
}

function button(element, place) {
  const problem = h("span", { class: "button-problem", role: "alert" });
  const attributes = {
    type: "button",
    class: `button ${element.style ?? ""}`,
    "aria-label": element.accessibility_label,
    "data-field": fieldName(place.block, element),
  };
  const press = async () => {
    const answer = await tell(element, place, element.value ?? null);
    problem.textContent = answer.ok ? "" : "The app did not respond. Try again?";
  };
  const face = withEmoji(element.text.text);
  if (!element.url)
    return h("span", { class: "button-place" }, h("button", { ...attributes, click: press }, face), problem);
  const link = { ...attributes, type: null, href: element.url, target: "_blank", rel: "noopener noreferrer" };
  return h("span", { class: "button-place" }, h("a", { ...link, click: press }, face), problem);
}

function overflow(element, place) {
  const items = element.options.map((option) => ({
    face: withEmoji(option.text.text),
    onPick: () => tell(element, place, option.value),
  }));
  const attributes = { class: "button overflow", "data-field": fieldName(place.block, element) };
  return popupMenu({ button: { ...attributes, "aria-label": "More options" }, face: icon("more"), items });
}

function textInput(element, { block, surface, attributes, tells }) {
  const count = element.max_length && h("span", { class: "count", "aria-live": "polite" });
  const shared = {
    ...attributes,
    class: "control",
    placeholder: element.placeholder?.text,
    autocomplete: "off",
    ...fieldMarks(block, element),
  };
  const input = element.multiline
    ? h("textarea", { ...shared, rows: 4 })
    : h("input", { ...shared, type: "text" });
  const showCount = () => count && tellLeft(count, element.max_length - [...input.value].length);
  input.value = surface.form.get(block.block_id, element.action_id) ?? "";
  input.addEventListener("input", () => {
    surface.form.set(block.block_id, element.action_id, input.value);
    showCount();
  });
  if (tells) tellOfTyping(input, element, block, surface);
  showCount();
  return h("div", { class: "text-input" }, input, count);
}

/** Tell the bot what is typed, on Enter or after a pause, as the element's `dispatch_action_config` says. */
function tellOfTyping(input, element, block, surface) {
  const { trigger_actions_on: when = ["on_enter_pressed"] } = element.dispatch_action_config ?? {};
  const told = () => surface.act(block, element, input.value);
  let pause = null;
  input.addEventListener("input", () => {
    clearTimeout(pause);
    if (when.includes("on_character_entered")) pause = setTimeout(told, TYPING_PAUSE_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || element.multiline || !when.includes("on_enter_pressed")) return;
    event.preventDefault();
    told();
  });
}

function tellLeft(count, left) {
  count.textContent = left <= COUNT_DOWN_FROM ? String(left) : "";
  count.classList.toggle("over", left < 0);
}

function dateInput(element, place) {
  const changed = ({ target }) => enter(element, place, target.value || null);
  const marks = fieldMarks(place.block, element);
  const input = h("input", {
    ...place.attributes,
    ...marks,
    type: "date",
    class: "control",
    change: changed,
  });
  input.value = entered(element, place) ?? "";
  return input;
}

function searched(element, { block, surface }) {
  return externalChoices(element, (query) => surface.search(block, element, query));
}

function select(element, choices, place) {
  return menu({
    choices,
    placeholder: element.placeholder?.text ?? "Select an item",
    chosen: entered(element, place),
    clearable: place.optional,
    field: { ...place.attributes, ...fieldMarks(place.block, element) },
    onChoose: (option) => enter(element, place, option) ?? place.surface.redraw(),
  });
}

/** Choose a person or a channel: the value is its id. */
function listed(element, all, place) {
  const choices = listedChoices(all);
  return menu({
    choices,
    placeholder: element.placeholder?.text ?? "Select an item",
    chosen: choices.option(entered(element, place)),
    clearable: place.optional,
    field: { ...place.attributes, ...fieldMarks(place.block, element) },
    onChoose: (option) => enter(element, place, option?.value ?? null) ?? place.surface.redraw(),
  });
}

function selects(element, choices, place) {
  return multiSelect({
    choices,
    placeholder: element.placeholder?.text ?? "Select items",
    chosen: entered(element, place),
    most: element.max_selected_items,
    field: { ...place.attributes, ...fieldMarks(place.block, element) },
    onChange: (options) => enter(element, place, options),
  });
}

function toggles(type, element, place) {
  const several = type === "checkbox";
  const chosen = [entered(element, place) ?? []].flat();
  const marks = fieldMarks(place.block, element);
  const rows = element.options.map((option) => {
    const checked = chosen.some(({ value }) => value === option.value);
    const field = `${marks["data-field"]} ${option.value}`;
    return toggle(type, option, { ...marks, name: place.attributes.id, "data-field": field, checked });
  });
  const changed = () => {
    const picked = element.options.filter((_, index) => rows[index].querySelector("input").checked);
    enter(element, place, several ? picked : picked[0]);
  };
  const role = several ? "group" : "radiogroup";
  return h("div", { ...place.attributes, class: "toggles", role, change: changed }, rows);
}

function toggle(type, option, attributes) {
  return h(
    "label",
    { class: "toggle" },
    h("input", { type, ...attributes }),
    h(
      "span",
      {},
      withEmoji(option.text.text),
      option.description && h("small", {}, withEmoji(option.description.text)),
    ),
  );
}

/** Mark an element's control: by its name, and where it is the one to begin with. */
function fieldMarks(block, element) {
  return { "data-field": fieldName(block, element), "data-first": element.focus_on_load === true };
}

/** Name an element so that the focus can return to it after the view is drawn again. */
function fieldName(block, element) {
  return `${block.block_id} ${element.action_id}`;
}
