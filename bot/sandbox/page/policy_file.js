/** The policy file: its text, to be changed here or in any editor, and what the bot says to each save. */

import { clock, moment } from "./dates.js";
import { drawList, h } from "./dom.js";
import { post } from "./live.js";

// As policy_file.css has it.
const LINE_PX = 18;
const LINES_ABOVE = 3;

/** Prepare the editor in `root`; returns the function that shows a state in it. */
export function policyEditor(root) {
  let saved = null;
  let marked = [];
  const verdict = h("div", { class: "verdicts", role: "status", tabindex: "0" });
  const gutter = h("div", { class: "gutter", "aria-hidden": "true" });
  const text = h("textarea", { "aria-label": "Policy file", spellcheck: "false", wrap: "off", rows: 12 });
  const saving = h("button", { type: "button", class: "button small primary" }, "Save");
  const undo = h("button", { type: "button", class: "button small" }, "Undo");
  const path = h("code", {});
  const problem = h("p", { class: "bad", role: "alert" });

  const changed = () => {
    saving.disabled = undo.disabled = text.value === saved;
    drawGutter(gutter, text.value.split("\n").length, marked);
    gutter.scrollTop = text.scrollTop;
  };
  const save = async () => {
    const answer = await post("policy/save", { text: text.value });
    problem.textContent = answer.ok ? "" : answer.error;
  };
  const load = () => {
    text.value = saved;
    changed();
  };
  text.addEventListener("input", changed);
  text.addEventListener("scroll", () => (gutter.scrollTop = text.scrollTop));
  text.addEventListener("keydown", (event) => {
    if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    save();
  });
  saving.addEventListener("click", save);
  undo.addEventListener("click", load);
  root.classList.add("policy");
  root.replaceChildren(
    verdict,
    h("div", { class: "editor" }, gutter, text),
    h("p", { class: "policy-buttons" }, saving, undo, h("span", {}, "or with your editor: ", path)),
    problem,
  );

  return ({ backstage: { policy } }) => {
    const judged = verdict.firstElementChild?.dataset.key !== String(policy.saves);
    drawList(verdict, [policy], ({ saves }) => saves, drawVerdict);
    path.textContent = policy.path;
    marked = policy.remarks.filter(({ line, level }) => line && level === "error").map(({ line }) => line);
    const untouched = saved === null || text.value === saved;
    saved = policy.text;
    if (untouched && text.value !== saved) load();
    else changed();
    if (judged && marked.length) text.scrollTop = (marked[0] - LINES_ABOVE) * LINE_PX;
  };
}

function drawVerdict({ accepted, remarks, changes, judged_at: at, saves }) {
  const when = saves ? `, ${clock(moment(at))}` : "";
  const news = changes.length ? changes : saves ? ["The same as before."] : [];
  return h(
    "div",
    { class: `verdict ${accepted ? "good" : "bad"}` },
    h(
      "p",
      {},
      h("b", {}, headline(accepted, remarks)),
      when,
    ),
    accepted && h("ul", {}, news.map((one) => h("li", {}, one))),
    h(
      "ul",
      {},
      remarks.map(({ level, text }) => h("li", { class: level }, level === "error" ? "" : `${level}: `, text)),
    ),
  );
}

function headline(accepted, remarks) {
  if (!accepted) return "Refused: the last good policy stays in force";
  // The bot itself does not prove a file's tests; `il-alert-bot check` does.
  const failed = remarks.some(({ level }) => level === "error");
  return failed ? "Accepted: in force, but its tests fail" : "Accepted: in force";
}

function drawGutter(gutter, count, marked) {
  const lines = Array.from({ length: count }, (_, index) => index + 1);
  gutter.replaceChildren(
    ...lines.map((number) => h("span", { class: marked.includes(number) ? "marked" : null }, String(number))),
  );
}
