/** What else ilert does, and what stands between it and the bot: a menu for each. */

import { h } from "./dom.js";
import { post } from "./live.js";

const FOR_EVER_SECONDS = 1e9;
const LASTS_SECONDS = 20;
const AFTER = "_after";

const ROWS = [
  [
    "An event's answer",
    [
      ["is empty, as ilert says", { ilert_empty_event_answer: true }],
      ["names the alert", { ilert_empty_event_answer: false }],
    ],
  ],
  [
    "A new alert is listed",
    [
      ["at once", { ilert_visible_after_s: 0 }],
      ["after a moment", { ilert_visible_after_s: 0.3 }],
      ["after 10 seconds", { ilert_visible_after_s: 10 }],
      ["never", { ilert_visible_after_s: FOR_EVER_SECONDS }],
    ],
  ],
  [
    "A minute's requests",
    [
      ["120, and 50 events", { ilert_key_limit: 120, ilert_event_limit: 50 }],
      ["20, and 5 events", { ilert_key_limit: 20, ilert_event_limit: 5 }],
      ["as many as you like", { ilert_key_limit: null, ilert_event_limit: null }],
    ],
  ],
  [
    "A field of each item",
    [
      ["is what it should be", { ilert_odd_fields: "none", ilert_new_words: false }],
      ["is null", { ilert_odd_fields: "null", ilert_new_words: false }],
      ["is missing", { ilert_odd_fields: "missing", ilert_new_words: false }],
      ["has another type", { ilert_odd_fields: "wrong_type", ilert_new_words: false }],
      ["has a word of the future", { ilert_odd_fields: "none", ilert_new_words: true }],
    ],
  ],
  [
    "Integration keys",
    [
      ["are shown to the bot", { ilert_integration_keys: true }],
      ["are null: no right to see them", { ilert_integration_keys: false }],
    ],
  ],
  [
    "Between two pages",
    [
      ["lists stay as they are", { ilert_paging: "steady" }],
      ["a row is inserted", { ilert_paging: "insert" }],
      ["a row is removed", { ilert_paging: "remove" }],
    ],
  ],
].map(([name, settings]) => ({ name, settings }));

const GATEWAY = {
  up: "nothing",
  gateway_html: "200, a page “blocked”",
  gateway_empty: "200 without a body",
  gateway_json: "200, JSON that is not ilert's",
  gateway_302: "302, to a login",
  gateway_407: "407, the proxy wants a login",
  gateway_408: "408, timeout",
  gateway_421: "421, misdirected",
  gateway_425: "425, too early",
  gateway_429: "429, the gateway's own",
  gateway_502: "502, bad gateway",
};
const LASTING = {
  always: {},
  once: { ilert_times: 1 },
  "for 20 seconds": { ilert_seconds: LASTS_SECONDS },
};
const WHEN = { "before ilert sees the request": "", "after ilert did the work": AFTER };

/** Prepare the menus in `root`; returns the function that shows a state in them. */
export function ilertBehaviour(root) {
  const rows = ROWS.map(({ name, settings }) => settingRow(name, settings));
  const gateway = gatewayRows();
  const all = [...rows, gateway];
  root.replaceChildren(
    h("details", {}, h("summary", {}, "What else ilert does, and what stands before it"), all.map(({ node }) => node)),
  );
  return ({ faults }) => all.forEach(({ show }) => show(faults));
}

function settingRow(name, settings) {
  const picked = () => settings[menu.value]?.[1] && post("faults", settings[menu.value][1]);
  const menu = h(
    "select",
    { change: picked },
    settings.map(([face], index) => h("option", { value: index }, face)),
  );
  const show = (faults) => {
    menu.value = String(settings.findIndex(([, set]) => isSet(set, faults)));
  };
  return { node: labelled(name, menu), show };
}

/** What answers instead of ilert, how often, and whether ilert did the work first. */
function gatewayRows() {
  const [answer, lasting, when] = [GATEWAY, LASTING, WHEN].map((faces, index) =>
    h("select", { change: picked }, Object.keys(faces).map((one) => h("option", { value: one }, index ? one : faces[one]))),
  );
  function picked() {
    const state = answer.value === "up" ? "up" : answer.value + WHEN[when.value];
    post("faults", { ilert: state, ...(state === "up" ? {} : LASTING[lasting.value]) });
  }
  const node = h("div", {}, labelled("A gateway answers", answer), labelled("It does so", lasting), labelled("and does it", when));
  const show = ({ ilert }) => {
    const state = ilert.endsWith(AFTER) ? ilert.slice(0, -AFTER.length) : ilert;
    answer.value = state in GATEWAY ? state : "up";
  };
  return { node, show };
}

function labelled(name, control) {
  return h("label", { class: "behaviour-row" }, h("span", {}, name), control);
}

function isSet(set, faults) {
  return Object.entries(set).every(([name, value]) => faults[name] === value);
}
