/**
 * Block Kit as elements, for messages and for dialogs.
 *
 * A surface is what the blocks stand on:
 * - `names`: `{person(id), channel(id), locale()}`, the names for mentions, and the language for dates
 * - `form`: the entered values (see form.js)
 * - `errors`: `{block_id: text}`
 * - `act(block, element, value)`: tell the bot; resolves to the sandbox's answer
 * - `search(block, element, query)`: ask the bot for options; resolves to the sandbox's answer
 * - `redraw()`: draw again after a change that the bot is not told of
 */

import { h } from "./dom.js";
import { drawElement } from "./elements.js";
import { withEmoji } from "./emoji.js";
import { icon } from "./icons.js";
import { nextId } from "./ids.js";
import { asMrkdwn } from "./markdown.js";
import { mrkdwn } from "./mrkdwn.js";
import { drawText } from "./text_object.js";

/** Draw blocks one below the other. */
export function drawBlocks(blocks, surface) {
  return h(
    "div",
    { class: "blocks" },
    blocks.map((block) => drawBlock(block, surface)),
  );
}

function drawBlock(block, surface) {
  const draw = DRAW[block.type];
  return draw ? draw(block, surface) : h("p", { class: "unsupported" }, `[${block.type} block]`);
}

const DRAW = { alert, section, context, header, divider: () => h("hr"), markdown, actions, image, input };

function section(block, surface) {
  const fields = block.fields?.map((field) => h("div", { class: "plain" }, drawText(field, surface.names)));
  const words = h(
    "div",
    { class: "section-words" },
    block.text && h("div", { class: "plain" }, drawText(block.text, surface.names)),
    fields && h("div", { class: "section-fields" }, fields),
  );
  const name = block.text?.text ?? "Choice";
  return h(
    "div",
    { class: "section" },
    words,
    block.accessory && lone(block.accessory, block, surface, name),
  );
}

function alert(block, surface) {
  const level = block.level ?? "default";
  return h(
    "div",
    { class: `alert-block ${level}`, role: "note" },
    icon("warning"),
    h("div", { class: "plain" }, drawText(block.text, surface.names)),
  );
}

function context(block, surface) {
  const parts = block.elements.map((element) =>
    element.type === "image"
      ? picture(element)
      : h("span", { class: "plain" }, drawText(element, surface.names)),
  );
  return h("div", { class: "context" }, parts);
}

function header(block) {
  return h("h3", { class: "header-block" }, withEmoji(block.text.text));
}

function markdown(block, surface) {
  return h("div", { class: "plain" }, mrkdwn(asMrkdwn(block.text), surface.names));
}

function actions(block, surface) {
  return h(
    "div",
    { class: "actions" },
    block.elements.map((element) => lone(element, block, surface, element.type)),
  );
}

function image(block) {
  return h("div", { class: "image" }, block.title && h("p", {}, withEmoji(block.title.text)), picture(block));
}

/** Stand in for a picture: this page loads nothing from elsewhere. */
function picture({ alt_text: text }) {
  return h("span", { class: "picture", role: "img", "aria-label": text }, text);
}

/** Draw an element that has no label of its own; it always tells the bot. */
function lone(element, block, surface, name) {
  if (element.type === "image") return picture(element);
  const attributes = { id: nextId("field"), "aria-label": element.placeholder?.text ?? name };
  return drawElement(element, { block, surface, attributes, tells: true, optional: false });
}

function input(block, surface) {
  const ids = {
    field: nextId("field"),
    label: nextId("label"),
    hint: nextId("hint"),
    error: nextId("error"),
  };
  const error = surface.errors[block.block_id];
  const attributes = {
    id: ids.field,
    "aria-labelledby": ids.label,
    "aria-describedby": [error && ids.error, block.hint && ids.hint].filter(Boolean).join(" ") || null,
    "aria-invalid": error ? "true" : null,
    "aria-required": block.optional ? null : "true",
  };
  const place = {
    block,
    surface,
    attributes,
    tells: block.dispatch_action === true,
    optional: block.optional,
  };
  return h(
    "div",
    { class: error ? "field invalid" : "field" },
    h(
      "label",
      { for: ids.field, id: ids.label },
      withEmoji(block.label.text),
      block.optional && h("span", { class: "optional" }, " (optional)"),
    ),
    drawElement(block.element, place),
    error && h("p", { class: "error", id: ids.error }, icon("warning"), error),
    block.hint && h("p", { class: "hint", id: ids.hint }, withEmoji(block.hint.text)),
  );
}
