/** One message, as one person sees it. */

import { avatar, botAvatar } from "./avatars.js";
import { drawBlocks } from "./block_kit.js";
import { clock, dayOf, moment } from "./dates.js";
import { h } from "./dom.js";
import { Form } from "./form.js";
import { icon } from "./icons.js";
import { post } from "./live.js";
import { messageActions } from "./message_actions.js";
import { mrkdwn } from "./mrkdwn.js";

const NAMED_COLOURS = { good: "#2eb67d", warning: "#ecb22e", danger: "#e01e5a" };
const FACES_SHOWN = 3;

/**
 * Draw a message: `together` with the one before it, where the same person goes on; below the `day`, where that is
 * another one; with the `thread` of replies to it. `place` and `names` are as for drawMessages.
 */
export function drawMessage({ message, together, day, thread, shortcuts }, place, names) {
  const classes = ["message", together && "together", message.only_for && "ephemeral"];
  const time = h("time", { datetime: moment(message.ts).toISOString() }, clock(moment(message.ts)));
  const actions = { onReply: place.onThread && (() => place.onThread(message.ts)) };
  actions.onShortcut = (shortcut) => place.onShortcut(message, shortcut);
  return h(
    "li",
    { class: classes.filter(Boolean).join(" "), tabindex: "-1" },
    day && h("p", { class: "day" }, h("span", {}, day)),
    message.only_for && h("p", { class: "only-you" }, icon("eye"), "Only visible to you"),
    message.broadcast && h("p", { class: "only-you" }, icon("thread"), "replied to a thread"),
    h("div", { class: "message-face" }, !together && face(message)),
    h(
      "div",
      { class: "message-words" },
      h(
        "p",
        { class: together ? "visually-hidden" : "byline" },
        h("b", {}, message.name),
        message.bot && h("span", { class: "app" }, "APP"),
        " ",
        time,
      ),
      body(message, place, names),
      message.bot && message.blocks?.length > 0 && spoken(message, names),
      message.edited && h("span", { class: "edited" }, "(edited)"),
      thread.length > 0 && threadLink(thread, () => place.onThread(message.ts)),
    ),
    !message.only_for && messageActions(shortcuts, actions),
  );
}

function face({ bot, user, name }) {
  return bot ? botAvatar() : avatar(user ?? "", name);
}

function threadLink(replies, open) {
  const authors = [...new Map(replies.map((reply) => [reply.user, reply])).values()];
  const words = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
  const { ts } = replies.at(-1);
  return h(
    "button",
    { type: "button", class: "thread-link", "data-field": "thread", click: open },
    authors.slice(0, FACES_SHOWN).map(face),
    h("b", {}, words),
    h("small", {}, `Last reply: ${dayOf(ts)} at ${clock(moment(ts))}`),
  );
}

function body(message, place, names) {
  const surface = surfaceOf(message, place, names);
  const words = message.blocks?.length
    ? drawBlocks(message.blocks, surface)
    : h("div", { class: "plain" }, mrkdwn(message.text ?? "", names));
  return [words, ...(message.attachments ?? []).map((one) => attachment(one, surface))];
}

/** What stands for a message that is not seen: screen readers and notifications have its `text` alone (Slack docs). */
function spoken({ text }, names) {
  const words = text ? mrkdwn(text, names) : "Nothing: this message has no text.";
  return h(
    "details",
    { class: "spoken" },
    h("summary", {}, "What a screen reader reads"),
    h("div", { class: "spoken-words" }, words),
  );
}

function attachment(one, surface) {
  const { names } = surface;
  const legacy = [
    one.pretext,
    one.title && titleOf(one),
    one.text,
    ...(one.fields ?? []).map(fieldOf),
  ].filter(Boolean);
  const content = one.blocks?.length
    ? drawBlocks(one.blocks, surface)
    : h("div", { class: "plain" }, mrkdwn(legacy.join("\n") || (one.fallback ?? ""), names));
  const node = h("div", { class: "attachment" }, content, one.footer && h("small", {}, one.footer));
  const colour =
    NAMED_COLOURS[one.color] ?? (/^#?[0-9a-f]{6}$/i.test(one.color) && `#${one.color.replace("#", "")}`);
  if (colour) node.style.borderLeftColor = colour;
  return node;
}

function titleOf({ title, title_link: address }) {
  return address ? `<${address}|${title}>` : `*${title}*`;
}

function fieldOf({ title, value }) {
  return `*${title}*\n${value}`;
}

function surfaceOf(message, { user, channel }, names) {
  const about = { user, channel, ts: message.ts };
  const at = (block, element) => ({ ...about, block_id: block.block_id, action_id: element.action_id });
  const attached = (message.attachments ?? []).flatMap(({ blocks }) => blocks ?? []);
  const form = new Form();
  form.renew({ blocks: [...(message.blocks ?? []), ...attached] });
  return {
    names,
    form,
    errors: {},
    redraw: () => {},
    search: (block, element, query) => post("message/search", { ...at(block, element), query }),
    act: (block, element, value) => post("message/action", { ...at(block, element), value }),
  };
}
