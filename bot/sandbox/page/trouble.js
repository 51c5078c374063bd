/** What is out of order now, in the bar: somebody who looks elsewhere is to see why things are as they are. */

import { drawList, h } from "./dom.js";

const ILERT = {
  down: "ilert is down",
  hang: "ilert hangs",
  rate_limited: "ilert refuses: 429",
  unauthorized: "ilert refuses the key",
  key_revoked: "ilert refuses the key",
  scope_missing: "the key lacks a scope",
  feature_required: "ilert's plan is not enough",
  quota_exceeded: "ilert's plan is used up",
  lose_answer: "ilert's answers are lost",
};
const SLACK = { api_down: "Slack's API is down", api_slow: "Slack is slow" };

const otherwise = (state) =>
  state.startsWith("gateway") ? "a gateway answers instead of ilert" : "ilert answers with errors";

/** Name the hosts that are dead while others serve, and the database that they share. */
function deadProcesses({ hosts, database }) {
  const all = [...hosts.map(({ name, daemon }) => [name, daemon]), ["the database", database]];
  return all.filter(([, process]) => process && process.state !== "started").map(([name]) => `${name} is dead`);
}

/** Show it in `root`. */
export function showTrouble(root, { faults, connections, backstage }) {
  const alive = !backstage || backstage.daemon.state === "started";
  const all = [
    faults.ilert !== "up" && (ILERT[faults.ilert] ?? otherwise(faults.ilert)),
    faults.ilert === "up" && faults.ilert_latency_ms > 0 && "ilert is slow",
    faults.slack !== "up" && SLACK[faults.slack],
    backstage && !alive && "the bot is dead",
    ...(backstage && alive ? deadProcesses(backstage) : []),
    backstage && alive && connections === 0 && "the bot is not connected",
  ].filter(Boolean);
  drawList(root, all, (one) => one, (one) => h("span", { class: "pill bad" }, one));
}
