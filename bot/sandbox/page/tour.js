/** The guided tour's strip above the columns: it watches, and goes on when the person has done what it says. */

import { h, hiddenText } from "./dom.js";
import { STEPS, facts } from "./tour_steps.js";

const KEY = "tour";
const BEGINNING = { step: 0, task: 0, over: false };
const STARTS_BY_ITSELF = "acme";

/**
 * Prepare the strip in `root`, and `button` to take the tour again; `openTab(name)` opens a tab beside Slack.
 *
 * Returns the function that shows a state to the person of a choice. The tour starts by itself on the first visit.
 */
export function installTour({ root, button }, openTab) {
  let place = JSON.parse(localStorage.getItem(KEY) ?? "null");
  let then = null;
  let now = null;

  const go = (next) => {
    const entered = next.step !== place?.step || place?.over;
    place = next;
    then = now;
    localStorage.setItem(KEY, JSON.stringify(place));
    if (entered && !place.over && STEPS[place.step]?.tab) openTab(STEPS[place.step].tab);
    draw();
  };
  const nextStep = () => {
    go({ ...BEGINNING, step: place.step + 1 });
    root.focus();
  };
  const end = () => {
    go({ ...place, over: true });
    button.focus();
  };
  const draw = () => {
    root.hidden = place.over;
    if (!place.over) root.replaceChildren(...strip(place, nextStep, end));
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    go(BEGINNING);
    root.focus();
  });
  return (state, choice) => {
    now = facts(state, choice);
    if (!then) {
      then = now;
      go(place ?? { ...BEGINNING, over: state.backstage.scenario.name !== STARTS_BY_ITSELF });
    }
    const task = STEPS[place.step]?.tasks[place.task];
    if (!place.over && task?.seen(now, then)) go({ ...place, task: place.task + 1 });
  };
}

function strip({ step, task }, nextStep, end) {
  const leave = (face) => h("button", { type: "button", class: "button small", click: end }, face);
  if (step === STEPS.length) {
    const words =
      "One file says who may alert from where, ilert's own permissions say the rest, and what was accepted arrives once.";
    return [h("h2", {}, "That was the tour."), h("p", { class: "tour-end", role: "status" }, words), leave("Close")];
  }
  const { title, tasks } = STEPS[step];
  const done = task >= tasks.length;
  const face = done ? "Next step" : "Skip step";
  return [
    h("h2", {}, h("span", {}, `Tour, step ${step + 1} of ${STEPS.length}`), title),
    h(
      "ol",
      { class: "tour-tasks" },
      tasks.map(({ words }, index) => taskRow(words, index, task)),
    ),
    h("p", { class: "visually-hidden", role: "status" }, done ? "Step done." : tasks[task].words),
    h("button", { type: "button", class: `button small ${done ? "primary" : ""}`, click: nextStep }, face),
    leave("End tour"),
  ];
}

function taskRow(words, index, task) {
  const current = index === task;
  return h(
    "li",
    { class: index < task ? "done" : null, "aria-current": current ? "step" : null },
    index < task && hiddenText("Done: "),
    words,
  );
}
