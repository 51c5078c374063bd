/** Block Kit's interactive elements. Each is drawn for a surface, see block_kit.js. */

import { externalChoices, staticChoices } from "./choices.js";
import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { bare } from "./form.js";
import { menu } from "./menu.js";

// From here on a text field counts down what is left.
const COUNT_DOWN_FROM = 50;

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
  plain_text_input: textInput,
  static_select: (element, place) => select(element, staticChoices(element), place),
  external_select: (element, place) =>
    select(
      element,
      externalChoices(element, (query) => place.surface.search(place.block, element, query)),
      place,
    ),
  radio_buttons: (element, place) => toggles("radio", element, place),
  checkboxes: (element, place) => toggles("checkbox", element, place),
};

function button(element, { block, surface }) {
  const problem = h("span", { class: "button-problem", role: "alert" });
  const attributes = {
    type: "button",
    class: `button ${element.style ?? ""}`,
    "aria-label": element.accessibility_label,
    "data-field": fieldName(block, element),
  };
  const press = async () => {
    const answer = await surface.act(block, element, element.value ?? null);
    problem.textContent = answer.ok ? "" : "The app did not respond. Try again?";
  };
  const face = withEmoji(element.text.text);
  if (!element.url)
    return h("span", { class: "button-place" }, h("button", { ...attributes, click: press }, face), problem);
  const link = { ...attributes, type: null, href: element.url, target: "_blank", rel: "noopener noreferrer" };
  return h("span", { class: "button-place" }, h("a", { ...link, click: press }, face), problem);
}

function textInput(element, { block, surface, attributes, tells }) {
  const count = element.max_length && h("span", { class: "count", "aria-live": "polite" });
  const shared = {
    ...attributes,
    class: "control",
    placeholder: element.placeholder?.text,
    autocomplete: "off",
    "data-field": fieldName(block, element),
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
  if (tells && !element.multiline)
    input.addEventListener("keydown", (event) => tellOnEnter(event, element, block, surface));
  showCount();
  return h("div", { class: "text-input" }, input, count);
}

function tellOnEnter(event, element, block, surface) {
  if (event.key !== "Enter") return;
  event.preventDefault();
  surface.act(block, element, event.target.value);
}

function tellLeft(count, left) {
  count.textContent = left <= COUNT_DOWN_FROM ? String(left) : "";
  count.classList.toggle("over", left < 0);
}

function select(element, choices, { block, surface, attributes, tells, optional }) {
  return menu({
    choices,
    placeholder: element.placeholder?.text ?? "Select an item",
    chosen: surface.form.get(block.block_id, element.action_id),
    clearable: optional,
    field: { ...attributes, "data-field": fieldName(block, element) },
    onChoose: (option) => {
      surface.form.set(block.block_id, element.action_id, option);
      if (tells) surface.act(block, element, bare(option));
      else surface.redraw();
    },
  });
}

function toggles(type, element, { block, surface, attributes, tells }) {
  const several = type === "checkbox";
  const chosen = [surface.form.get(block.block_id, element.action_id) ?? []].flat();
  const rows = element.options.map((option) => {
    const checked = chosen.some(({ value }) => value === option.value);
    return toggle(type, option, {
      name: attributes.id,
      "data-field": `${fieldName(block, element)} ${option.value}`,
      checked,
    });
  });
  const changed = () => {
    const picked = element.options.filter((_, index) => rows[index].querySelector("input").checked);
    const value = several ? picked : picked[0];
    surface.form.set(block.block_id, element.action_id, value);
    if (tells) surface.act(block, element, bare(value));
  };
  return h(
    "div",
    { ...attributes, class: "toggles", role: several ? "group" : "radiogroup", change: changed },
    rows,
  );
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

/** Name an element so that the focus can return to it after the view is drawn again. */
function fieldName(block, element) {
  return `${block.block_id} ${element.action_id}`;
}
