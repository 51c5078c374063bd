/** What went over the wires: envelopes from Slack and the bot's calls to Slack and ilert, in one list. */

import { moment, preciseClock } from "./dates.js";
import { drawList, h } from "./dom.js";

const FILTERS = { All: null, Envelopes: "envelope", "Slack calls": "slack", "ilert calls": "ilert" };
const DIRECTIONS = { envelope: "Slack → bot", slack: "bot → Slack", ilert: "bot → ilert" };
// Slack docs, Socket Mode: an envelope must be acknowledged within 3 seconds.
const ACK_WITHIN_MS = 3000;

/** Prepare the list in `root`; returns the function that shows a state in it. */
export function timeline(root) {
  let filter = null;
  let shown = { envelopes: [], calls: [] };
  const list = h("ol", { class: "timeline" });
  const none = h("p", { class: "empty" }, "Nothing yet.");
  const show = () => {
    const entries = entriesOf(shown).filter(({ kind }) => !filter || kind === filter);
    none.hidden = entries.length > 0;
    drawList(list, entries, ({ key }) => key, entryRow);
  };
  const buttons = Object.entries(FILTERS).map(([name, kind]) => {
    const pick = () => {
      filter = kind;
      for (const one of buttons) one.setAttribute("aria-pressed", String(one.textContent === name));
      show();
    };
    return h("button", { type: "button", "aria-pressed": String(kind === filter), click: pick }, name);
  });
  const filters = h("div", { class: "segments", role: "group", "aria-label": "Show" }, buttons);
  root.replaceChildren(filters, none, list);
  return (state) => {
    shown = state;
    show();
  };
}

function entriesOf({ envelopes, calls }) {
  const all = [...envelopes.map(envelopeEntry), ...calls.map(callEntry)];
  return all.sort((one, other) => other.n - one.n);
}

function envelopeEntry({ n, at, type, id, host, acked_ms: acked, ack, payload }) {
  const time = moment(at).getTime();
  const took = acked ?? Date.now() - time;
  return {
    key: `envelope ${n}`,
    n,
    time,
    kind: "envelope",
    direction: host && `Slack → ${host}`,
    what: type,
    result: acked === null ? "no ack yet" : `ack ${Math.round(acked)} ms`,
    bad: took > ACK_WITHIN_MS,
    json: [
      ["Envelope", payload ?? { envelope_id: id, type }],
      ["Acknowledgement", ack],
    ],
  };
}

function callEntry({ n, at, to, what, status, ms, request, answer }) {
  const unanswered = status === null;
  const outcome = unanswered ? "no answer" : `${answer?.error ?? status} · ${Math.round(ms)} ms`;
  return {
    key: `call ${n}`,
    n,
    time: moment(at).getTime(),
    kind: to,
    what,
    result: ms === null ? "waiting" : outcome,
    bad: unanswered ? ms !== null : status >= 400 || answer?.ok === false,
    json: [
      ["Request", request],
      ["Answer", answer],
    ],
  };
}

function entryRow({ time, kind, direction, what, result, bad, json }) {
  const summary = h(
    "summary",
    {},
    h("time", {}, preciseClock(new Date(time))),
    h("span", { class: `direction ${kind}` }, direction || DIRECTIONS[kind]),
    h("span", { class: "what" }, what),
    h("span", { class: bad ? "result bad" : "result" }, result),
  );
  return h(
    "li",
    {},
    h("details", {}, summary, json.filter(([, value]) => value !== undefined).map(jsonBlock)),
  );
}

function jsonBlock([name, value]) {
  const text = value === null ? "(empty)" : JSON.stringify(value, null, 2);
  return h("div", { class: "json" }, h("b", {}, name), h("pre", { tabindex: "0", "aria-label": name }, text));
}
