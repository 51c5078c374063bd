/** The bot's process: how it is, and the switches to kill and start it. */

import { h } from "./dom.js";
import { post } from "./live.js";

/** Prepare the switches in `root`; returns the function that shows a state in them. */
export function daemonSwitches(root) {
  const pill = h("span", { class: "pill", role: "status" });
  const buttons = {
    restart: button("Kill, restart", "SIGKILL, as if the power were cut; then it is started again", "kill", true),
    kill: button("Kill", "SIGKILL, and nobody starts it again before you do", "kill", false),
    start: button("Start", "Start the bot's process", "start"),
  };
  root.replaceChildren(
    h(
      "div",
      { class: "fault-row", role: "group", "aria-label": "Bot" },
      h("b", {}, "Bot"),
      pill,
      Object.values(buttons),
    ),
  );
  return ({ backstage: { daemon }, connections }) => {
    const runs = daemon.state === "started";
    const focused = root.contains(document.activeElement);
    pill.textContent = words(daemon, connections);
    pill.classList.toggle("bad", !runs);
    buttons.restart.hidden = buttons.kill.hidden = !runs;
    buttons.start.hidden = runs;
    if (focused && document.activeElement.hidden) (runs ? buttons.kill : buttons.start).focus();
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
