/** The ilert account: its alerts and alert sources, as an engineer there sees them. */

import { alertActions } from "./alert_actions.js";
import { clock, moment } from "./dates.js";
import { drawList, h } from "./dom.js";
import { link } from "./mrkdwn.js";
import { sourceList } from "./sources.js";

/** Prepare the pane in `root`; returns the function that shows a state in it. */
export function ilertPane(root) {
  const count = h("span", { class: "pill" });
  const list = h("ol", { class: "alerts", "aria-live": "polite", "aria-relevant": "additions" });
  const none = h(
    "p",
    { class: "empty" },
    "No alerts. Raise one in Slack: it appears here, and ilert would call the engineers.",
  );
  const head = h(
    "h2",
    { id: "ilert-title" },
    h("span", { class: "step", "aria-hidden": "true" }, "3"),
    " ilert ",
    count,
  );
  const sources = h("details", { class: "sources" });
  const showSources = sourceList(sources);
  root.replaceChildren(
    h("header", { class: "pane-head" }, head),
    h("div", { class: "pane-body" }, none, list, sources),
  );
  return ({ alerts, assignees, sources: all }) => {
    const open = alerts.filter(isOpen);
    count.textContent = open.length === 1 ? "1 open alert" : `${open.length} open alerts`;
    none.hidden = alerts.length > 0;
    const items = alerts.map((alert) => ({ alert, ...chances(alert, open, assignees) }));
    drawList(list, items, ({ alert }) => alert.id, card);
    showSources(all);
  };
}

const isOpen = ({ status, merged_into: merged }) => status !== "RESOLVED" && merged === null;

/** What can be done with an alert: a resolved or merged one is left alone. */
function chances(alert, open, assignees) {
  if (!isOpen(alert)) return { assignees: [], others: [] };
  return { assignees, others: open.map(({ id }) => id).filter((id) => id !== alert.id) };
}

function card({ alert, assignees, others }) {
  return h(
    "li",
    { class: `alert ${alert.status.toLowerCase()}`, id: `alert-${alert.id}`, tabindex: "-1" },
    h(
      "p",
      { class: "alert-head" },
      h("span", { class: "status" }, alert.status),
      h("span", { class: "alert-id" }, `#${alert.id}`),
      h("time", {}, clock(moment(alert.reported_at))),
      h("code", { title: "The request that created it" }, alert.via),
    ),
    h("h3", {}, alert.summary),
    facts(alert),
    alert.details && h("p", { class: "alert-details" }, alert.details),
    links(alert.links),
    isOpen(alert) && alertActions(alert, assignees, others),
    log(alert.log),
  );
}

function facts(alert) {
  const { status, priority, source, policy, grouped, merged_into: merged } = alert;
  const rows = [
    [status === "RESOLVED" ? "Called" : "Calls", alert.responders.join(", ") || "nobody"],
    ["Through", `${source} → ${policy}, priority ${priority}`],
    alert.accepted_by.length > 0 && ["Accepted by", alert.accepted_by.join(", ")],
    alert.next_escalation && ["Goes on at", clock(moment(alert.next_escalation))],
    grouped > 0 && ["Grouped", `${grouped} more ${grouped === 1 ? "event" : "events"}, nobody was called again`],
    merged !== null && ["Merged", `into #${merged}`],
  ];
  return h(
    "dl",
    {},
    rows.filter(Boolean).flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]),
  );
}

function links(all) {
  if (!all.length) return null;
  return h(
    "p",
    { class: "alert-links" },
    all.map(({ href, text }) => link(href, text ?? href)),
  );
}

function log(entries) {
  const rows = entries.map(({ at, text }) => h("li", {}, h("time", {}, clock(moment(at))), " ", text));
  const last = entries.at(-1)?.text;
  return h("details", {}, h("summary", {}, `Log (${entries.length}): ${last}`), h("ol", {}, rows));
}
