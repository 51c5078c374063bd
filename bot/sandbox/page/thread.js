/** The pane in which a thread is read and answered. */

import { Composer } from "./composer.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { drawMessages } from "./messages.js";

export class Thread {
  #root = document.getElementById("thread");
  #messages = document.getElementById("thread-messages");
  #composer;

  /** `onReply` gets each text sent, `onClose` is called when the person leaves the thread. */
  constructor(onReply, onClose) {
    const close = { type: "button", class: "icon-button", "aria-label": "Close thread", click: onClose };
    this.#place = h("p");
    document
      .getElementById("thread-head")
      .replaceChildren(
        h("h2", { id: "thread-title" }, "Thread"),
        this.#place,
        h("button", close, icon("close")),
      );
    this.#composer = new Composer(document.getElementById("thread-composer"), onReply);
    this.#root.addEventListener("keydown", (event) => event.key === "Escape" && onClose());
  }

  #place;

  /** Show a thread: its messages with the one at its top first, in the place that drawMessages takes. */
  show(messages, place, names) {
    const [root] = messages;
    const key = `${place.user} ${place.channel} ${root.ts}`;
    this.#root.hidden = false;
    this.#place.textContent = place.title;
    this.#composer.address(key, "Reply…");
    drawMessages(this.#messages, messages, key, { ...place, title: "the thread", none: null }, names);
  }

  /** Hide the pane. Returns whether it had the focus. */
  hide() {
    const hadFocus = this.#root.contains(document.activeElement);
    this.#root.hidden = true;
    return hadFocus;
  }

  focus() {
    this.#composer.focus();
  }
}
