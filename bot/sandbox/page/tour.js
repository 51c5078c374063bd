/** The guided tour's strip above the columns: it watches, and goes on when the person has done what it says. */

import { h, hiddenText } from "./dom.js";
import { STEPS, facts } from "./tour_steps.js";
import { LANGUAGES, WORDS } from "./tour_words.js";

const KEY = "tour";
const INSTALL_PAGE = "/docs/install.md";
const BEGINNING = { step: 0, task: 0, over: false, language: "en" };
const STARTS_BY_ITSELF = "acme";

/**
 * Prepare the strip in `root`, and `button` to take the tour again; `openTab(name)` opens a tab beside Slack, and
 * `actAs(language)` becomes the first person who uses Slack in that language, with whom it begins.
 *
 * Returns the function that shows a state to the person of a choice. The tour starts by itself on the first visit.
 */
export function installTour({ root, button }, openTab, actAs) {
  const kept = JSON.parse(localStorage.getItem(KEY) ?? "null");
  let place = kept && { ...BEGINNING, ...kept };
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
    go({ ...BEGINNING, language: place.language, step: place.step + 1 });
    root.focus();
  };
  const end = () => {
    go({ ...place, over: true });
    button.focus();
  };
  const speak = (language) => {
    go({ ...place, language });
    actAs(language);
    root.focus();
  };
  const draw = () => {
    root.hidden = place.over;
    root.lang = place.language;
    drawn = said(place, now);
    if (!place.over) root.replaceChildren(...strip(place, drawn, { nextStep, end, speak }));
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    const language = place?.language ?? BEGINNING.language;
    actAs(language);
    go({ ...BEGINNING, language });
    root.focus();
  });
  return (state, choice) => {
    now = facts(state, choice);
    if (!then) {
      then = now;
      go(place ?? { ...BEGINNING, over: state.backstage.scenario.name !== STARTS_BY_ITSELF });
    }
    const task = STEPS[place.step]?.tasks[place.task];
    if (!place.over && task?.(now, then)) go({ ...place, task: place.task + 1 });
    else if (String(said(place, now)) !== String(drawn)) draw();
  };
}

/** The words of each task of a step. */
function said({ step, language }, now) {
  const tasks = WORDS[language].steps[step]?.tasks ?? [];
  return tasks.map((words) => (typeof words === "function" ? words(now) : words));
}

function strip({ step, task, language }, words, { nextStep, end, speak }) {
  const say = WORDS[language];
  const leave = (face) => h("button", { type: "button", class: "button small", click: end }, face);
  if (step === STEPS.length) {
    return [
      h("h2", {}, say.over),
      h("p", { class: "tour-end", role: "status" }, say.summary),
      h("a", { class: "button small primary", href: INSTALL_PAGE, target: "_blank" }, say.install),
      leave(say.close),
    ];
  }
  const done = task >= words.length;
  const face = done ? say.next : say.skip;
  return [
    h("h2", {}, h("span", {}, say.progress(step + 1, STEPS.length)), say.steps[step].title),
    h(
      "ol",
      { class: "tour-tasks" },
      words.map((one, index) => taskRow(one, index, task, say)),
    ),
    h("p", { class: "visually-hidden", role: "status" }, done ? say.stepDone : words[task]),
    h("button", { type: "button", class: `button small ${done ? "primary" : ""}`, click: nextStep }, face),
    LANGUAGES.filter((one) => one !== language).map((one) => otherLanguage(one, speak)),
    leave(say.end),
  ].flat();
}

function otherLanguage(language, speak) {
  const button = { type: "button", class: "button small", lang: language, click: () => speak(language) };
  return h("button", button, WORDS[language].language);
}

function taskRow(words, index, task, say) {
  const current = index === task;
  return h(
    "li",
    { class: index < task ? "done" : null, "aria-current": current ? "step" : null },
    index < task && hiddenText(say.done),
    words,
  );
}
