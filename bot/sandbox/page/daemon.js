/** The bot's process: how it is, and the switches to kill and start it. */

import { h } from "./dom.js";
import { post } from "./live.js";

/** Prepare the switches in `root`; returns the function that shows a state in them. */
export function daemonSwitches(root) {
  const pill = h("span", { class: "pill", role: "status" });
  const restart = button(
    "Kill, restart",
    "SIGKILL, as if the power were cut; then it is started again",
    "kill",
    true,
  );
  const kill = button("Kill", "SIGKILL, and nobody starts it again before you do", "kill", false);
  const start = button("Start", "Start the bot's process", "start");
  root.replaceChildren(
    h(
      "div",
      { class: "fault-row", role: "group", "aria-label": "Bot" },
      h("b", {}, "Bot"),
      pill,
      [restart, kill, start],
    ),
  );
  return ({ backstage: { daemon }, connections }) => {
    const runs = daemon.state === "started";
    pill.textContent = words(daemon, connections);
    pill.classList.toggle("bad", !runs);
    const [come, go] = runs ? [[kill, restart], [start]] : [[start], [kill, restart]];
    for (const one of come) one.hidden = false;
    if (go.includes(document.activeElement)) come[0].focus();
    for (const one of go) one.hidden = true;
  };
}

function words({ state, pid, starts, ended }, connections) {
  const count = starts > 1 ? `, start ${starts}` : "";
  const all = {
    started: connections ? `runs: process ${pid}${count}` : `starting: process ${pid}${count}`,
    restarting: `${ended || "not started"}; starts in a moment`,
    dead: `dead: ${ended}`,
    refused: "will not start: see policy file, or the terminal",
  };
  return all[state];
}

function button(face, about, what, restart) {
  return h("button", { type: "button", title: about, click: () => post(`daemon/${what}`, { restart }) }, face);
}
