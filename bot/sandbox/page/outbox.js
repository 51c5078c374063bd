/** The outbox: each accepted alert on its way from the bot's disk into ilert, and how often it is there. */

import { moment, preciseClock } from "./dates.js";
import { drawList, h, hiddenText } from "./dom.js";

// The states of an alert in the outbox; a word that is not here is shown as it is.
const STATES = {
  waiting: "Waiting",
  sending: "Being sent",
  sent: "Taken by ilert, not seen there yet",
  delivered: "Delivered",
  raised: "Raised",
  grouped: "Added to an open alert, nobody is called again",
  not_seen: "Taken by ilert, but no alert appeared",
  refused: "Refused by ilert",
  unknown: "Outcome unknown",
  given_up: "Given up",
};
const OPEN = ["waiting", "sending", "sent"];

/** Tell whether a row is still on its way. */
export const isOnItsWay = ({ state }) => OPEN.includes(state);

/** Prepare the list in `root`; returns the function that shows a state in it. */
export function outboxList(root) {
  const title = document.createTextNode("");
  const waiting = h("span", { class: "pill" });
  const none = h(
    "p",
    { class: "empty" },
    "Empty. An alert is written to the bot's disk before Slack hears “accepted”, and stays here until ilert has it. ",
    "Take ilert down, submit an alert, kill the bot, bring both back: it arrives once.",
  );
  const list = h("ol", { "aria-live": "polite" });
  root.replaceChildren(h("h3", {}, title, waiting), none, list);
  return ({ backstage: { outbox, daemon, database }, alerts }) => {
    title.data = database ? "Outbox, in the database of all hosts " : "Outbox, on the bot's disk ";
    const open = outbox.filter(isOnItsWay).length;
    waiting.textContent = open ? `${open} waiting` : "none waiting";
    none.hidden = outbox.length > 0;
    const items = outbox.map((row) => ({ row, copies: copiesOf(row, alerts), alive: daemon.state === "started" }));
    drawList(list, items, ({ row }) => row.key, drawRow);
  };
}

/** Count the alerts in ilert that came of a row: each carries its reference in the details. */
export function copiesOf({ reference }, alerts) {
  return alerts.filter(({ details }) => details.includes(reference)).length;
}

function drawRow({ row, copies, alive }) {
  const uncertain = isOnItsWay(row) && row.unknown_since !== null;
  return h(
    "li",
    { class: `outbox-row ${row.state}${uncertain ? " uncertain" : ""}` },
    h("p", { class: "outbox-what" }, h("b", {}, row.summary), h("code", {}, row.reference)),
    h("p", {}, h("span", { class: "pill outbox-state" }, STATES[row.state] ?? row.state)),
    h(
      "ol",
      { class: "steps", "aria-label": "Its way" },
      step("On disk", true),
      step(row.tries > 1 ? `Sent, try ${row.tries}` : "Sent", row.tries > 0 || row.unknown_since !== null),
      step(["In ilert", "In ilert, once"][copies] ?? `In ilert, ${copies} times`, copies > 0),
      step("Reporter told", !isOnItsWay(row) && row.told),
    ),
    h("p", { class: "outbox-words" }, wordsOf(row, alive)),
  );
}

function step(name, done) {
  return h("li", { class: done ? "done" : "" }, name, hiddenText(done ? ": done" : ": not yet"));
}

function wordsOf(row, alive) {
  if (row.state === "delivered" || row.state === "raised") {
    return row.told ? `Raised. ${row.person} was told.` : `Raised. ${row.person} is being told.`;
  }
  if (row.state === "given_up") return `Given up: ${row.problem}`;
  if (!isOnItsWay(row)) return row.problem;
  const fate = row.unknown_since === null ? "" : "Its fate is unknown: ilert may have it or not. ";
  if (!alive) return `${fate}The bot is dead; the row is safe, and continues when the bot starts.`;
  const who = row.host ? `Host ${row.host}` : "The bot";
  if (row.sending && row.unknown_since !== null) return `${fate}${who} asks ilert before it sends again.`;
  if (row.sending) return row.host ? `Being sent by ${row.host}.` : "Being sent.";
  const next = row.next_try_at ? `Next try at ${preciseClock(moment(row.next_try_at)).slice(0, 8)}. ` : "";
  return `${fate}${next}${row.problem}`;
}
