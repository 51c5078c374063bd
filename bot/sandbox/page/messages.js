/** The messages of a channel, as one person sees them. */

import { avatar, botAvatar } from "./avatars.js";
import { drawBlocks } from "./block_kit.js";
import { clock, moment } from "./dates.js";
import { drawList, h } from "./dom.js";
import { Form } from "./form.js";
import { icon } from "./icons.js";
import { post } from "./live.js";
import { escaped, mrkdwn } from "./mrkdwn.js";

const TOGETHER_MS = 5 * 60_000;
const NAMED_COLOURS = { good: "#2eb67d", warning: "#ecb22e", danger: "#e01e5a" };

/** Return the messages that a person sees in a channel, the oldest first. */
export function messagesFor(state, channel, user, notes = []) {
  return [...(state.messages[channel] ?? []), ...notes]
    .filter((message) => !message.only_for || message.only_for === user)
    .sort((one, other) => Number(one.ts) - Number(other.ts));
}

/** Draw the messages into `root`, which follows the newest one as long as the person has not scrolled up. */
export function drawMessages(root, messages, { user, channel, title }, names) {
  // A new list for each channel: a screen reader tells what is added to a log, not what a log begins with.
  const key = `${user} ${channel}`;
  if (root.dataset.shown !== key) {
    const label = `Messages in ${title}`;
    const none = h("p", { class: "beginning" }, h("b", {}, title), `This is the very beginning of ${title}.`);
    root.replaceChildren(h("div", { role: "log", "aria-label": label, tabindex: "0" }, h("ol"), none));
    root.dataset.shown = key;
  }
  const atEnd = root.scrollHeight - root.scrollTop - root.clientHeight < 60;
  const list = root.querySelector("ol");
  const count = list.childElementCount;
  const items = messages.map((message, index) => ({
    message,
    together: follows(message, messages[index - 1]),
  }));
  drawList(
    list,
    items,
    ({ message }) => message.ts,
    (item) => row(item, { user, channel }, names),
  );
  list.nextElementSibling.hidden = messages.length > 0;
  if (atEnd || count === 0) root.scrollTop = root.scrollHeight;
}

function follows(message, previous) {
  return (
    previous?.user === message.user &&
    !previous.only_for &&
    !message.only_for &&
    moment(message.ts) - moment(previous.ts) < TOGETHER_MS
  );
}

function row({ message, together }, where, names) {
  const classes = ["message", together && "together", message.only_for && "ephemeral"]
    .filter(Boolean)
    .join(" ");
  const time = h("time", { datetime: moment(message.ts).toISOString() }, clock(moment(message.ts)));
  return h(
    "li",
    { class: classes },
    message.only_for && h("p", { class: "only-you" }, icon("eye"), "Only visible to you"),
    h("div", { class: "gutter" }, !together && face(message)),
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
      body(message, where, names),
      message.edited && h("span", { class: "edited" }, "(edited)"),
    ),
  );
}

function face({ bot, user, name }) {
  return bot ? botAvatar() : avatar(user ?? "", name);
}

function body(message, where, names) {
  const surface = surfaceOf(message, where, names);
  const words = message.blocks?.length
    ? drawBlocks(message.blocks, surface)
    : h("div", { class: "plain" }, mrkdwn(wording(message), names));
  return [words, ...(message.attachments ?? []).map((one) => attachment(one, surface))];
}

/** A bot writes mrkdwn; what a person typed is escaped first, as Slack's client does. */
function wording({ bot, text }) {
  return bot ? (text ?? "") : escaped(text ?? "");
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
  const attached = (message.attachments ?? []).flatMap(({ blocks }) => blocks ?? []);
  const form = new Form();
  form.renew({ blocks: [...(message.blocks ?? []), ...attached] });
  return {
    names,
    form,
    errors: {},
    redraw: () => {},
    search: async () => ({ ok: false }),
    act: (block, element, value) =>
      post("message/action", { ...about, block_id: block.block_id, action_id: element.action_id, value }),
  };
}
