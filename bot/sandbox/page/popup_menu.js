/** A button that opens a menu of things to do: an ARIA menu, in the browser's top layer. */

import { h } from "./dom.js";
import { nextId } from "./ids.js";

/**
 * Draw a menu button.
 *
 * `button` holds the attributes of the button and `face` what is on it; each item of `items` has a `face` and
 * `onPick`. Without items the menu shows `none`.
 */
export function popupMenu({ button: attributes, face, items, none }) {
  const id = nextId("menu");
  const rows = items.map((item) => row(item, () => popup.hidePopover()));
  const popup = h(
    "div",
    { id, class: "popup-menu", popover: "auto", ...(rows.length ? { role: "menu" } : { role: "note" }) },
    rows.length ? rows : none,
  );
  const button = h(
    "button",
    {
      type: "button",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-controls": id,
      ...attributes,
      click: () => (popup.matches(":popover-open") ? popup.hidePopover() : open()),
    },
    face,
  );
  const open = () => {
    popup.showPopover();
    place(popup, button);
    rows[0]?.focus();
  };
  popup.addEventListener("toggle", ({ newState }) =>
    button.setAttribute("aria-expanded", String(newState === "open")),
  );
  popup.addEventListener("keydown", (event) => pressed(event, rows, popup));
  return h("span", { class: "popup-place" }, button, popup);
}

function row({ face, onPick }, close) {
  const pick = () => {
    close();
    onPick();
  };
  return h("button", { type: "button", role: "menuitem", tabindex: "-1", click: pick }, face);
}

/** Walk the menu. The browser gives the focus back to the button when it closes. */
function pressed(event, rows, popup) {
  const here = rows.indexOf(document.activeElement);
  const next = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 }[event.key];
  if (next !== undefined) rows.at(next % rows.length).focus();
  else if (event.key === "Escape" || event.key === "Tab") popup.hidePopover();
  else return;
  event.stopPropagation();
  if (event.key !== "Tab") event.preventDefault();
}

/** Put the menu below its button, with their right edges in line, and inside the window. */
function place(popup, button) {
  const at = button.getBoundingClientRect();
  const { width, height } = popup.getBoundingClientRect();
  const below = at.bottom + 4 + height < window.innerHeight;
  popup.style.left = `${Math.max(8, at.right - width)}px`;
  popup.style.top = `${below ? at.bottom + 4 : at.top - height - 4}px`;
}
