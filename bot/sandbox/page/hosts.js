/** Several hosts over one database: how each process is, who leads, and the switches to kill and start any of them. */

import { h } from "./dom.js";
import { post } from "./live.js";

const DATABASE = "database";

/** Prepare the switches in `root`; returns the function that shows a state in them. */
export function hostSwitches(root) {
  const rows = new Map();
  const list = h("div", { class: "hosts", role: "group", "aria-label": "Hosts" });
  root.replaceChildren(h("h3", {}, "Hosts"), list);
  const rowOf = (name) => {
    if (!rows.has(name)) {
      rows.set(name, processRow(name));
      list.append(rows.get(name).node);
    }
    return rows.get(name);
  };
  return ({ backstage: { hosts, database }, connected_hosts: connected, envelopes }) => {
    for (const host of hosts) {
      const taken = envelopes.filter((one) => one.host === host.name).length;
      rowOf(host.name).show(host.daemon, wordsOf(host, connected[host.name] ?? 0, taken), host.leads);
    }
    rowOf(DATABASE).show(database, "PostgreSQL, which all hosts share");
  };
}

function processRow(name) {
  const pill = h("span", { class: "pill", role: "status" });
  const leads = h("span", { class: "pill leads" }, "leads");
  const about = h("span", { class: "host-words" });
  const restart = button(name, "Kill, restart", "kill", true);
  const kill = button(name, "Kill", "kill", false);
  const start = button(name, "Start", "start");
  const node = h(
    "div",
    { class: "host-row", role: "group", "aria-label": name },
    h("b", {}, name),
    pill,
    leads,
    about,
    h("span", { class: "host-buttons" }, restart, kill, start),
  );
  const show = (process, words, isLeader = false) => {
    const runs = process.state === "started";
    pill.textContent = runs ? "runs" : (process.state === "restarting" ? "starts in a moment" : "dead");
    pill.title = runs ? `process ${process.pid}, start ${process.starts}` : process.ended;
    pill.classList.toggle("bad", !runs);
    leads.hidden = !isLeader;
    about.textContent = words;
    const [come, go] = runs ? [[kill, restart], [start]] : [[start], [kill, restart]];
    for (const one of come) one.hidden = false;
    if (go.includes(document.activeElement)) come[0].focus();
    for (const one of go) one.hidden = true;
  };
  return { node, show };
}

function wordsOf({ daemon, leases }, connections, taken) {
  if (daemon.state === "refused") return "will not start: see policy file, or the terminal";
  const parts = [
    connections ? `${count(connections, "connection")} to Slack` : "not connected to Slack",
    `took ${count(taken, "envelope")}`,
    `has ${count(leases, "alert")} in hand`,
  ];
  return parts.join(", ");
}

const count = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;

function button(process, face, what, restart) {
  const about = {
    "Kill, restart": `SIGKILL to ${process}, as if the power were cut; then it is started again`,
    Kill: `SIGKILL to ${process}, and nobody starts it again before you do`,
    Start: `Start ${process}`,
  };
  const set = restart === undefined ? { process } : { process, restart };
  return h("button", { type: "button", title: about[face], click: () => post(`daemon/${what}`, set) }, face);
}
