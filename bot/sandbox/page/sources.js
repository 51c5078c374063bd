/** The alert sources: what each makes of events, how that is changed, and its event log. */

import { clock, moment } from "./dates.js";
import { drawList, h } from "./dom.js";
import { post } from "./live.js";

const CREATION = {
  ONE_ALERT_PER_EMAIL: "Each event opens an alert",
  ONE_ALERT_PER_EMAIL_SUBJECT: "Each new summary opens one",
  ONE_PENDING_ALERT_ALLOWED: "None while one is pending",
  ONE_OPEN_ALERT_ALLOWED: "None while one is open",
  OPEN_RESOLVE_ON_EXTRACTION: "One for each key that is found in the event",
  ONE_ALERT_GROUPED_PER_WINDOW: "One every 10 minutes",
  INTELLIGENT_GROUPING: "Like ones within 10 minutes share one",
};
const HOURS = {
  none: "none",
  "by the clock": "9 to 17, Monday to Friday",
  DURING: "it is during them",
  OUTSIDE: "it is outside them: alerts are LOW",
};

/** Prepare the list in `root`, a `details`; returns the function that shows sources in it. */
export function sourceList(root) {
  const title = h("summary", {});
  const list = h("ol", {});
  root.replaceChildren(title, list);
  return (sources) => {
    title.textContent = `Alert sources (${sources.length}): what they make of events`;
    drawList(list, sources, ({ id }) => id, card);
  };
}

function card(source) {
  const { id, name, type, policy } = source;
  return h(
    "li",
    { class: "source" },
    h("h3", {}, name),
    h("p", { class: "source-facts" }, `${type} → ${policy}${source.takes_alerts ? "" : ", opens no alerts now"}`),
    row("Alerts", name, menu("creation", CREATION, source.alert_creation, (value) => set(id, { alert_creation: value }))),
    row("Takes events", name, takesEvents(source)),
    row("Drops events with", name, filter(source)),
    row("Support hours", name, menu("hours", HOURS, source.support_hours, (value) => set(id, supportHours(value)))),
    eventLog(source),
  );
}

function row(words, name, control) {
  control.setAttribute("aria-label", `${words}, ${name}`);
  return h("label", { class: "source-row" }, h("span", {}, words), control);
}

function menu(field, faces, value, changed) {
  const options = Object.entries(faces).map(([one, face]) =>
    h("option", { value: one, selected: one === value }, face),
  );
  return h("select", { "data-field": field, change: ({ target }) => changed(target.value) }, options);
}

function takesEvents({ id, takes_events: takes }) {
  const changed = ({ target }) => set(id, { takes_events: target.checked });
  return h("input", { type: "checkbox", "data-field": "takes", checked: takes, change: changed });
}

function filter({ id, filtered_out: dropped }) {
  const changed = ({ target }) => set(id, { filtered_out: target.value.trim() || null });
  const attributes = { type: "text", "data-field": "filter", placeholder: "no filter: drops none" };
  return h("input", { ...attributes, value: dropped ?? "", change: changed });
}

function supportHours(value) {
  return { support_hours: value, priority_rule: value === "none" ? "HIGH" : "HIGH_DURING_SUPPORT_HOURS" };
}

function eventLog({ events, events_in_all: count }) {
  const rows = events.map(({ at, summary, outcome }) =>
    h("li", {}, h("time", {}, clock(moment(at))), ` ${outcome}: `, h("i", {}, summary)),
  );
  const last = count ? `: ${events[0].outcome}` : "";
  return h("details", {}, h("summary", {}, `Event log (${count})${last}`), h("ol", {}, rows));
}

const set = (id, change) => post("source/set", { id, ...change });
