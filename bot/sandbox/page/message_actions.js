/** What a person can do with a message: the bar that shows above it, and its menu of the app's shortcuts. */

import { h } from "./dom.js";
import { appIcon, icon } from "./icons.js";
import { popupMenu } from "./popup_menu.js";

const NONE = "The app has no message shortcuts.";

/**
 * Draw the bar of a message.
 *
 * `shortcuts` are those that the app declares; `onReply` opens the thread, and is left out in the thread itself;
 * `onShortcut` gets the shortcut chosen.
 */
export function messageActions(shortcuts, { onReply, onShortcut }) {
  const items = shortcuts.map((shortcut) => ({
    face: [appIcon(), h("span", {}, shortcut.name, h("small", {}, "ilert"))],
    onPick: () => onShortcut(shortcut),
  }));
  const more = popupMenu({
    button: { "aria-label": "More actions", title: "More actions", "data-field": "more" },
    face: icon("more"),
    items,
    none: NONE,
  });
  const reply = { type: "button", "aria-label": "Reply in thread", title: "Reply in thread", click: onReply };
  return h(
    "div",
    { class: "message-actions", role: "group", "aria-label": "Message actions" },
    onReply && h("button", { ...reply, "data-field": "reply" }, icon("thread")),
    more,
  );
}
