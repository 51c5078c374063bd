/** What the acting person would get in the open channel, how it differs from the person before, and why. */

import { drawList, h, hiddenText } from "./dom.js";
import { knowReasons } from "./gets.js";
import { post } from "./live.js";
import { mrkdwn } from "./mrkdwn.js";
import { nameOf } from "./people.js";
import { sketch } from "./sketch.js";

// An admin of a large account may alert thousands of things.
const CHIPS_SHOWN = 12;
const CHECKS_SHOWN = 14;
const MARKS = { ok: "✓", fails: "✗", assumed: "~", unknown: "?" };

/** Prepare the panel in `root`; returns the function that shows a state to the person of a choice. */
export function reasonsPanel(root) {
  let asked = "";
  let now = null;
  let other = null;
  const body = h("div", { "aria-live": "polite" });
  root.replaceChildren(body);
  return async (state, { user, channel }) => {
    const question = JSON.stringify([user, channel, state.backstage.knowledge]);
    if (question === asked) return;
    asked = question;
    const answer = await post("explain", { user, channel });
    if (question !== asked) return;
    if (!answer.ok) {
      body.replaceChildren(h("p", { class: "empty" }, `Nothing can be said: ${answer.error}.`));
      return;
    }
    knowReasons(answer.people);
    if (now?.user !== user) other = now;
    now = { user, name: nameOf(state.people.find(({ id }) => id === user)), sketches: sketchesOf(answer) };
    body.replaceChildren(...draw(now, other, answer.sections, placeOf(state, channel)));
  };
}

function sketchesOf({ dialog, account_dialog: account }) {
  return [dialog, account].filter(Boolean).map(sketch);
}

function placeOf({ channels }, channel) {
  const { kind, name } = channels.find(({ id }) => id === channel);
  return kind === "im" ? "a direct message" : `#${name}`;
}

function draw(now, other, sections, place) {
  return [
    h("h3", {}, `${now.name} in ${place}`),
    h(
      "p",
      { class: "compared" },
      other
        ? [`Compared with ${other.name}: `, h("ins", {}, "only here"), " ", h("del", {}, "only there"), "."]
        : "Change the person on the left: what differs is marked here.",
    ),
    ...now.sketches.map((one) => card(one, other?.sketches)),
    h("h3", {}, "Why"),
    ...sections.map(section),
  ];
}

function card({ title, message, fields }, others) {
  if (message) {
    return h("div", { class: "sketch" }, h("h4", {}, "No dialog, but an answer"), h("p", {}, mrkdwn(message, {})));
  }
  const twin = others?.find((one) => one.title === title);
  return h(
    "div",
    { class: "sketch" },
    h("h4", {}, `Dialog “${title}”`),
    h("dl", {}, fields.flatMap(({ label, options }) => fieldRow(label, options, others && fieldOf(twin, label)))),
  );
}

function fieldOf(twin, label) {
  return twin?.fields.find((field) => field.label === label)?.options ?? [];
}

function fieldRow(label, options, before) {
  const gone = before?.filter((one) => !options.includes(one)) ?? [];
  const chips = [
    ...options.map((one) => (before && !before.includes(one) ? h("ins", {}, one) : h("span", {}, one))),
    ...gone.map((one) => h("del", {}, one)),
  ];
  const more = chips.splice(CHIPS_SHOWN);
  return [
    h("dt", {}, label),
    h("dd", { class: "chips" }, chips, more.length > 0 && h("span", {}, `and ${more.length} more`)),
  ];
}

function section({ heading, checks }) {
  const shown = checks.slice(0, CHECKS_SHOWN);
  const rest = checks.slice(CHECKS_SHOWN);
  return h(
    "section",
    { class: "why" },
    h("h4", {}, heading),
    h("ul", {}, shown.map(checkRow)),
    rest.length > 0 && moreChecks(rest),
  );
}

/** Checks that are drawn when they are asked for. */
function moreChecks(checks) {
  const list = h("ul");
  const opened = () => drawList(list, checks, ({ text }) => text, checkRow);
  return h("details", { toggle: opened }, h("summary", {}, `${checks.length} more`), list);
}

function checkRow({ verdict, text, deeper }) {
  return h(
    "li",
    { class: [`check-${verdict ?? "told"}`, deeper && "deeper"].filter(Boolean).join(" ") },
    h("span", { class: "mark", "aria-hidden": "true" }, MARKS[verdict] ?? ""),
    verdict && hiddenText(`${verdict}: `),
    text,
  );
}
