/** The switches that make the simulated Slack and ilert misbehave. */

import { h } from "./dom.js";
import { ilertBehaviour } from "./ilert_behaviour.js";
import { post } from "./live.js";

const ILERT = [
  ["Up", "up", "ilert works"],
  ["Slow", "up", "Every answer of ilert takes 4 seconds", 4000],
  ["Down", "down", "ilert drops every connection"],
  ["500", "error_500", "ilert answers every request with an error"],
  ["429", "rate_limited", "ilert refuses: too many requests"],
  ["401", "unauthorized", "ilert asks for an API key"],
  ["Key revoked", "key_revoked", "ilert refuses the API key: 403 KEY_ERROR; events go on"],
  ["402", "feature_required", "ilert's plan does not include it"],
  ["Answer lost", "lose_answer", "ilert does the work, but its answer never arrives: was anybody alerted?"],
].map(([face, ilert, about, latency = 0]) => ({ face, about, set: { ilert, ilert_latency_ms: latency } }));

const SLACK = [
  ["Up", "up", "Slack works"],
  ["Slow", "api_slow", "Every answer of Slack's Web API takes 2 seconds"],
  ["API down", "api_down", "Slack's Web API answers 503"],
].map(([face, slack, about]) => ({ face, about, set: { slack } }));

const SOCKET = [
  {
    face: "Disconnect",
    about: "Slack asks the bot to connect anew, on every connection",
    set: { disconnect: "refresh_requested" },
  },
  { face: "Drop one", about: "One of the connections breaks without a word", set: { drop: "one" } },
  { face: "Drop all", about: "Every connection breaks without a word", set: { drop: true } },
];

/** Prepare the switches in `root`; returns the function that shows a state in them. */
export function faultSwitches(root) {
  const rows = [row("ilert", ILERT), row("Slack", SLACK)];
  const actions = SOCKET.map(({ face, about, set }) => button(face, about, set));
  const connections = h("span", { class: "pill", role: "status" });
  const socket = h(
    "div",
    { class: "fault-row", role: "group", "aria-label": "Socket" },
    h("b", {}, "Socket"),
    connections,
    actions,
  );
  const behaviour = h("div");
  const showBehaviour = ilertBehaviour(behaviour);
  root.replaceChildren(rows[0].node, behaviour, rows[1].node, socket);
  return (state) => {
    for (const { show } of rows) show(state.faults);
    showBehaviour(state);
    connections.textContent = connectionsText(state.connections);
    connections.classList.toggle("bad", state.connections === 0);
  };
}

function row(name, settings) {
  const buttons = settings.map(({ face, about, set }) => button(face, about, set));
  const node = h(
    "div",
    { class: "fault-row", role: "group", "aria-label": `${name} is` },
    h("b", {}, name),
    h("span", { class: "segments" }, buttons),
  );
  const show = (faults) => {
    settings.forEach(({ set }, index) =>
      buttons[index].setAttribute("aria-pressed", String(isSet(set, faults))),
    );
    buttons.forEach((one, index) => one.classList.toggle("bad", index > 0));
  };
  return { node, show };
}

function button(face, about, set) {
  return h("button", { type: "button", title: about, click: () => post("faults", set) }, face);
}

function isSet(set, faults) {
  return Object.entries(set).every(([name, value]) => faults[name] === value);
}

function connectionsText(count) {
  if (count === 0) return "bot not connected";
  return count === 1 ? "1 live connection" : `${count} live connections`;
}
