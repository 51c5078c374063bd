/** The guided tour's strip above the columns: it watches, and goes on when the person has done what it says. */

import { h, hiddenText } from "./dom.js";
import { STEPS, facts } from "./tour_steps.js";

const KEY = "tour";
const INSTALL_PAGE = "/docs/install.md";
const BEGINNING = { step: 0, task: 0, over: false };
const STARTS_BY_ITSELF = "acme";

/**
 * Prepare the strip in `root`, and `button` to take the tour again; `openTab(name)` opens a tab beside Slack, and
 * `actAsFirst()` goes back to the person with whom it begins, the one who is shown most.
 *
 * Returns the function that shows a state to the person of a choice. The tour starts by itself on the first visit.
 */
export function installTour({ root, button }, openTab, actAsFirst) {
  let place = JSON.parse(localStorage.getItem(KEY) ?? "null");
  let then = null;
  let now = null;
  let drawn = [];

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
    drawn = said(place, now);
    if (!place.over) root.replaceChildren(...strip(place, drawn, nextStep, end));
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    actAsFirst();
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
    else if (String(said(place, now)) !== String(drawn)) draw();
  };
}

/** The words of each task of a step. */
function said({ step }, now) {
  return (STEPS[step]?.tasks ?? []).map(({ words }) => (typeof words === "function" ? words(now) : words));
}

function strip({ step, task }, words, nextStep, end) {
  const leave = (face) => h("button", { type: "button", class: "button small", click: end }, face);
  if (step === STEPS.length) {
    const summary =
      "One file says who may alert from where, ilert's own permissions say the rest, and what was accepted arrives once.";
    return [
      h("h2", {}, "That was the tour."),
      h("p", { class: "tour-end", role: "status" }, summary),
      h("a", { class: "button small primary", href: INSTALL_PAGE, target: "_blank" }, "Run it against your workspace"),
      leave("Close"),
    ];
  }
  const done = task >= words.length;
  const face = done ? "Next step" : "Skip step";
  return [
    h("h2", {}, h("span", {}, `Tour, step ${step + 1} of ${STEPS.length}`), STEPS[step].title),
    h(
      "ol",
      { class: "tour-tasks" },
      words.map((one, index) => taskRow(one, index, task)),
    ),
    h("p", { class: "visually-hidden", role: "status" }, done ? "Step done." : words[task]),
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
