/** What an engineer who was notified does with an open alert. */

import { h } from "./dom.js";
import { post } from "./live.js";

/** Make the controls of an alert; `assignees` may get it, and it may be merged into one of `others`. */
export function alertActions({ id, status, responders }, assignees, others) {
  const as = choice(`Who acts on alert ${id}`, "as", responders.map((name) => [name, name]));
  const act = (path, more = {}) => post(path, { id, user: as.value, ...more });
  const to = choice(`Who gets alert ${id}`, "to", assignees.map(assignee));
  const into = choice(`Which alert ${id} becomes part of`, "into", others.map((other) => [`#${other}`, other]));
  return [
    h(
      "p",
      { class: "alert-buttons" },
      status === "PENDING" && button("Accept", id, () => act("alert/accept")),
      button("Resolve", id, () => act("alert/resolve")),
      h("label", {}, "as ", as),
    ),
    h(
      "details",
      {},
      h("summary", {}, others.length > 0 ? "Reassign or merge" : "Reassign"),
      h(
        "p",
        { class: "alert-buttons" },
        button("Reassign", id, () => act("alert/assign", { to: JSON.parse(to.value) })),
        h("label", {}, "to ", to),
      ),
      others.length > 0 &&
        h(
          "p",
          { class: "alert-buttons" },
          button("Merge", id, () => act("alert/merge", { into: Number(into.value) })),
          h("label", {}, "into ", into),
        ),
    ),
  ];
}

function assignee({ name, user, policy }) {
  return policy === undefined ? [name, JSON.stringify({ user })] : [`policy ${name}`, JSON.stringify({ policy })];
}

function choice(label, field, options) {
  const all = options.map(([face, value]) => h("option", { value }, face));
  return h("select", { "aria-label": label, "data-field": field }, all);
}

function button(face, id, click) {
  const attributes = { type: "button", class: "button small", "data-field": face, "aria-label": `${face} alert ${id}` };
  return h("button", { ...attributes, click }, face);
}
