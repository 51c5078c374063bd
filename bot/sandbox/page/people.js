/** The list of people to act as. */

import { avatar } from "./avatars.js";
import { drawList, h, hiddenText } from "./dom.js";
import { getsOf } from "./gets.js";

/** Draw everybody; `onPick` gets the id of the person chosen. */
export function drawPeople(list, state, user, onPick) {
  const items = state.people.map((person) => ({
    person,
    acting: person.id === user,
    dialog: Boolean(state.views[person.id]?.length),
    gets: getsOf(person.id),
  }));
  drawList(
    list,
    items,
    ({ person }) => person.id,
    (item) => row(item, onPick),
  );
}

/** Return the name that people see. */
export function nameOf(person) {
  return person.real_name || person.name;
}

function row({ person, acting, dialog, gets }, onPick) {
  return h(
    "li",
    {},
    h(
      "button",
      { type: "button", class: "person", "aria-pressed": String(acting), click: () => onPick(person.id) },
      avatar(person.id, nameOf(person)),
      h(
        "span",
        { class: "person-words" },
        h("b", {}, nameOf(person)),
        h("small", {}, person.title),
        gets && h("small", { class: "gets", title: "What /il-alert opens for them here: the dialog of the channel, or that of their own ilert account, with so many alert sources" }, "→ ", gets),
      ),
      dialog &&
        h("span", { class: "open-dialog", title: "Has a dialog open" }, hiddenText("has a dialog open")),
    ),
  );
}
