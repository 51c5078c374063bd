/** The question that an app may put before an element's action (Slack docs, confirmation dialog object). */

import { h } from "./dom.js";
import { nextId } from "./ids.js";
import { drawText } from "./text_object.js";

/** Ask, and resolve to whether the person confirmed. */
export function confirmed({ title, text, confirm, deny, style }, names) {
  const id = nextId("confirm");
  const answer = (value) => ({ type: "submit", value, formmethod: "dialog" });
  const form = h(
    "form",
    { method: "dialog" },
    h("h2", { id }, title.text),
    h("div", { class: "plain" }, drawText(text, names)),
    h(
      "footer",
      { class: "modal-foot" },
      h("button", { ...answer("deny"), class: "button" }, deny.text),
      h("button", { ...answer("confirm"), class: `button ${style ?? "primary"}` }, confirm.text),
    ),
  );
  const dialog = h("dialog", { class: "confirm", "aria-labelledby": id }, form);
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "confirm");
    });
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    dialog.showModal();
    form.querySelector(".button:last-child").focus();
  });
}
