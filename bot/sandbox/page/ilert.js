/** The ilert account: its alerts, as an engineer there sees them. */

import { clock, moment } from "./dates.js";
import { drawList, h } from "./dom.js";
import { post } from "./live.js";
import { link } from "./mrkdwn.js";

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
  root.replaceChildren(
    h("header", { class: "pane-head" }, head),
    h("div", { class: "pane-body" }, none, list),
  );
  return ({ alerts }) => {
    const open = alerts.filter(({ status }) => status !== "RESOLVED").length;
    count.textContent = open === 1 ? "1 open alert" : `${open} open alerts`;
    none.hidden = alerts.length > 0;
    drawList(list, alerts, ({ id }) => id, card);
  };
}

function card(alert) {
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
    actions(alert),
    log(alert.log),
  );
}

function facts({ status, priority, source, policy, responders }) {
  const notified = responders.join(", ") || "nobody";
  const rows = [
    [status === "RESOLVED" ? "Called" : "Calls", notified],
    ["Through", `${source} → ${policy}, priority ${priority}`],
  ];
  return h(
    "dl",
    {},
    rows.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]),
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

/** What an engineer who was notified does with the alert. */
function actions({ id, status, responders }) {
  if (status === "RESOLVED") return null;
  const as = h(
    "select",
    { "aria-label": `Who acts on alert ${id}` },
    responders.map((name) => h("option", {}, name)),
  );
  const button = (face, path) => {
    const act = () => post(path, { id, user: as.value });
    return h(
      "button",
      { type: "button", class: "button small", "aria-label": `${face} alert ${id}`, click: act },
      face,
    );
  };
  return h(
    "p",
    { class: "alert-buttons" },
    status === "PENDING" && button("Accept", "alert/accept"),
    button("Resolve", "alert/resolve"),
    h("label", {}, "as ", as),
  );
}

function log(entries) {
  const rows = entries.map(({ at, text }) => h("li", {}, h("time", {}, clock(moment(at))), " ", text));
  const last = entries.at(-1)?.text;
  return h("details", {}, h("summary", {}, `Log (${entries.length}): ${last}`), h("ol", {}, rows));
}
