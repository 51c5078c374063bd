/** Behind the scenes: the policy file, the fault switches, and what went over the wires. */

import { h } from "./dom.js";
import { faultSwitches } from "./faults.js";
import { timeline } from "./timeline.js";

/** Prepare the pane in `root`; returns the function that shows a state in it. */
export function behindPane(root) {
  const path = h("code", {});
  const policy = h("p", { class: "policy-file" }, "Edit ", path, " and save: the next dialog follows it.");
  const faults = h("div", { class: "faults" });
  const wires = h("div", { class: "wires" });
  root.replaceChildren(
    h("header", { class: "pane-head" }, h("h2", { id: "behind-title" }, "Behind the scenes")),
    h("div", { class: "pane-body" }, policy, faults, wires),
  );
  const showFaults = faultSwitches(faults);
  const showWires = timeline(wires);
  return (state) => {
    policy.hidden = !state.config_path;
    path.textContent = state.config_path ?? "";
    showFaults(state);
    showWires(state);
  };
}
