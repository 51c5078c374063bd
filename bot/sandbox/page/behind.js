/** Behind the scenes: faults and the outbox, who may what, the policy file, and what goes over the wires. */

import { daemonSwitches } from "./daemon.js";
import { h } from "./dom.js";
import { faultSwitches } from "./faults.js";
import { hostSwitches } from "./hosts.js";
import { outboxList } from "./outbox.js";
import { policyEditor } from "./policy_file.js";
import { reasonsPanel } from "./reasons.js";
import { tabList } from "./tabs.js";
import { timeline } from "./timeline.js";

/**
 * Prepare the pane in `root`, with all that the sandbox knows of the bot if `backstage`, else with the wires only.
 *
 * Returns `show(state, choice)`, which shows a state to the person of a choice, and `open(name)`, which opens a tab.
 */
export function behindPane(root, backstage) {
  const pages = backstage ? [reliability(backstage.hosts.length > 0), reasons(), policy(), wires()] : [faults(), wires()];
  const tabs = tabList("Behind the scenes", pages);
  root.replaceChildren(
    h(
      "header",
      { class: "pane-head" },
      h("h2", { id: "behind-title", class: "visually-hidden" }, "Behind the scenes"),
      tabs.node,
    ),
    ...pages.map(({ panel }) => panel),
  );
  return {
    show: (state, choice) => pages.forEach(({ show }) => show(state, choice)),
    open: tabs.open,
  };
}

const panelOf = (...children) => h("div", { class: "pane-body" }, ...children);

function reliability(several) {
  const parts = { faults: h("div"), daemon: h("div"), outbox: h("div", { class: "outbox" }) };
  const shows = [
    faultSwitches(parts.faults),
    (several ? hostSwitches : daemonSwitches)(parts.daemon),
    outboxList(parts.outbox),
  ];
  const panel = panelOf(h("div", { class: "faults" }, parts.faults, parts.daemon), parts.outbox);
  return { name: "Exactly once", panel, show: (state) => shows.forEach((show) => show(state)) };
}

function reasons() {
  const panel = panelOf();
  return { name: "Who may what", panel, show: reasonsPanel(panel) };
}

function policy() {
  const panel = panelOf();
  return { name: "Policy file", panel, show: policyEditor(panel) };
}

function faults() {
  const switches = h("div");
  const panel = panelOf(
    h("div", { class: "faults" }, switches),
    h("p", { class: "empty" }, "The outbox, the policy file and the bot's reasons are shown by ", h("code", {}, "il-alert-bot demo"), "."),
  );
  return { name: "Faults", panel, show: faultSwitches(switches) };
}

function wires() {
  const panel = panelOf();
  return { name: "Wires", panel, show: timeline(panel) };
}
