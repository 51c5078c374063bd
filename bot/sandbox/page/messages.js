/** The messages of a channel or of a thread, as one person sees them. */

import { dayOf, moment } from "./dates.js";
import { drawList, h } from "./dom.js";
import { drawMessage } from "./message.js";

const TOGETHER_MS = 5 * 60_000;

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
    (item) => drawMessage(item, place, names),
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
