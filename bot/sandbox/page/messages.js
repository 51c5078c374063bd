/** The messages of a channel or of a thread, as one person sees them. */

import { avatar, botAvatar } from "./avatars.js";
import { drawBlocks } from "./block_kit.js";
import { clock, dayOf, moment } from "./dates.js";
import { drawList, h } from "./dom.js";
import { Form } from "./form.js";
import { icon } from "./icons.js";
import { post } from "./live.js";
import { messageActions } from "./message_actions.js";
import { mrkdwn } from "./mrkdwn.js";

const TOGETHER_MS = 5 * 60_000;
const NAMED_COLOURS = { good: "#2eb67d", warning: "#ecb22e", danger: "#e01e5a" };
const FACES_SHOWN = 3;

/** Return all that a person sees in a channel and its threads, the oldest first. */
export function messagesFor(state, channel, user, notes = []) {
  return [...(state.messages[channel] ?? []), ...notes]
    .filter((message) => !message.only_for || message.only_for === user)
    .sort((one, other) => Number(one.ts) - Number(other.ts));
}

/** Return what of it stands in the channel itself. */
export function inChannel(messages) {
  return messages.filter((message) => !message.thread_ts || message.broadcast);
}

/** Return what of it stands in the thread below a message, that message first; empty if it is gone. */
export function inThread(messages, ts) {
  const root = messages.find((message) => message.ts === ts);
  return root ? [root, ...repliesTo(messages, ts)] : [];
}

function repliesTo(messages, ts) {
  return messages.filter((message) => message.thread_ts === ts);
}

/**
 * Draw messages into `root`, which follows the newest one as long as the person has not scrolled up.
 *
 * `place` tells where they stand: `user`, `channel`, `title`, what to show where there are `none`, the app's
 * `shortcuts`, `threads` (ts to replies, where threads are to be told of), and what to do `onThread(ts)` and
 * `onShortcut(message, shortcut)`. `key` names what is shown: a new list is made for each.
 */
export function drawMessages(root, messages, key, place, names) {
  // A new list for each channel: a screen reader tells what is added to a log, not what a log begins with.
  if (root.dataset.shown !== key) {
    const list = h("ol", {
      keydown: (event) => walk(event, list),
      focusin: ({ target }) => stopAt(list, target),
    });
    root.replaceChildren(
      h("div", { role: "log", "aria-label": `Messages in ${place.title}` }, list, place.none),
    );
    root.dataset.shown = key;
  }
  const atEnd = root.scrollHeight - root.scrollTop - root.clientHeight < 60;
  const list = root.querySelector("ol");
  const count = list.childElementCount;
  const items = messages.map((message, index) => ({
    message,
    together: follows(message, messages[index - 1]),
    day: dayOf(message.ts) === dayOf(messages[index - 1]?.ts) ? null : dayOf(message.ts),
    thread: place.threads?.get(message.ts) ?? [],
    shortcuts: place.shortcuts,
  }));
  drawList(
    list,
    items,
    ({ message }) => message.ts,
    (item) => row(item, place, names),
  );
  list.nextElementSibling?.toggleAttribute("hidden", messages.length > 0);
  stopAt(list, list.contains(document.activeElement) ? document.activeElement : list.lastElementChild);
  if (atEnd || count === 0) root.scrollTop = root.scrollHeight;
}

/** Return the replies below each message of a channel that has some. */
export function threadsOf(messages) {
  const replies = messages.filter((message) => message.thread_ts && !message.only_for);
  return Map.groupBy(replies, ({ thread_ts: ts }) => ts);
}

/** Arrows go from message to message; Tab goes into the one that has the focus. */
function walk(event, list) {
  const rows = [...list.children];
  const here = rows.indexOf(event.target);
  const next = { ArrowUp: here - 1, ArrowDown: here + 1, Home: 0, End: rows.length - 1 }[event.key];
  if (here < 0 || !rows[next]) return;
  event.preventDefault();
  rows[next].focus();
}

/** Let Tab stop at one message only: the one that holds `node`. */
function stopAt(list, node) {
  for (const one of list.children) one.setAttribute("tabindex", one.contains(node) ? "0" : "-1");
}

function follows(message, previous) {
  return (
    previous?.user === message.user &&
    !previous.only_for &&
    !message.only_for &&
    previous.thread_ts === message.thread_ts &&
    dayOf(previous.ts) === dayOf(message.ts) &&
    moment(message.ts) - moment(previous.ts) < TOGETHER_MS
  );
}

function row({ message, together, day, thread, shortcuts }, place, names) {
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
  const last = moment(replies.at(-1).ts);
  return h(
    "button",
    { type: "button", class: "thread-link", "data-field": "thread", click: open },
    authors.slice(0, FACES_SHOWN).map(face),
    h("b", {}, words),
    h("small", {}, `Last reply ${dayOf(replies.at(-1).ts)} at ${clock(last)}`),
  );
}

function body(message, place, names) {
  const surface = surfaceOf(message, place, names);
  const words = message.blocks?.length
    ? drawBlocks(message.blocks, surface)
    : h("div", { class: "plain" }, mrkdwn(message.text ?? "", names));
  return [words, ...(message.attachments ?? []).map((one) => attachment(one, surface))];
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
