/** The dialog on top of the Slack window: the top of the acting person's stack of views. */

import { drawBlocks } from "./block_kit.js";
import { h } from "./dom.js";
import { Form } from "./form.js";
import { appIcon, icon } from "./icons.js";
import { post } from "./live.js";

const TROUBLE = "We had some trouble connecting. Try again?";

/** Show dialogs in `layer`; while one is open, `workspace` below it cannot be used. */
export class Modal {
  #layer;
  #workspace;
  #names;
  #forms = new Map();
  #shown = null;

  constructor(layer, workspace, names) {
    this.#layer = layer;
    this.#workspace = workspace;
    this.#names = names;
  }

  /** Show the person's top view of all `stacks`, or nothing. Returns whether a dialog has just gone. */
  show(stacks, user) {
    this.#forget(stacks);
    const views = stacks[user] ?? [];
    const view = views.at(-1);
    if (!view) return this.#hide();
    if (view.id === this.#shown?.view.id && view.hash === this.#shown.view.hash) return false;
    const form = this.#forms.get(view.id) ?? new Form();
    this.#forms.set(view.id, form);
    form.renew(view);
    this.#shown = { user, view, form, depth: views.length, errors: {}, busy: false, trouble: false };
    this.#draw();
    return false;
  }

  /** Put the focus into the dialog; tells whether there is one. */
  focus() {
    if (this.#shown) this.#focusFirst();
    return this.#shown !== null;
  }

  #hide() {
    const wasOpen = this.#shown !== null;
    this.#shown = null;
    this.#layer.hidden = true;
    this.#layer.replaceChildren();
    this.#workspace.inert = false;
    return wasOpen;
  }

  #forget(stacks) {
    const open = new Set(Object.values(stacks).flatMap((views) => views.map(({ id }) => id)));
    for (const id of this.#forms.keys()) if (!open.has(id)) this.#forms.delete(id);
  }

  #draw() {
    const { view, errors } = this.#shown;
    const focus = focusIn(this.#layer);
    const scrolled = this.#layer.querySelector(".modal-body")?.scrollTop ?? 0;
    const sameView = this.#layer.firstElementChild?.dataset.view === view.id;
    this.#layer.replaceChildren(this.#dialog());
    this.#layer.hidden = false;
    this.#workspace.inert = true;
    if (sameView) this.#layer.querySelector(".modal-body").scrollTop = scrolled;
    const wrong = Object.keys(errors).length > 0 && this.#layer.querySelector("[aria-invalid=true]");
    if (wrong) (wrong.matches("input, textarea") ? wrong : wrong.querySelector("input")).focus();
    else if (!sameView || (focus && !focusAgain(this.#layer, focus))) this.#focusFirst();
  }

  #dialog() {
    const { view, busy, trouble } = this.#shown;
    // Not aria-modal: only the Slack window below is out of reach, the panes beside it stay in use.
    const attributes = {
      role: "dialog",
      "aria-labelledby": "modal-title",
      "aria-busy": String(busy),
      "data-view": view.id,
    };
    const form = h(
      "form",
      { novalidate: true, submit: (event) => this.#submit(event) },
      this.#head(view),
      h("div", { class: "modal-body", tabindex: "-1" }, drawBlocks(view.blocks, this.#surface())),
      trouble && h("p", { class: "trouble", role: "alert" }, icon("warning"), TROUBLE),
      this.#foot(view, busy),
    );
    return h("div", { class: "modal", ...attributes, keydown: (event) => this.#pressed(event) }, form);
  }

  #head(view) {
    const close = () => this.#close(true);
    return h(
      "header",
      { class: "modal-head" },
      this.#shown.depth > 1 ? this.#back() : appIcon(),
      h("h2", { id: "modal-title" }, view.title.text),
      h(
        "button",
        { type: "button", class: "icon-button", "aria-label": "Dismiss", click: close },
        icon("close"),
      ),
    );
  }

  /** Lead back to the view below, as in Slack. */
  #back() {
    const back = {
      type: "button",
      class: "icon-button",
      "aria-label": "Back",
      click: () => this.#close(false),
    };
    return h("button", back, icon("back"));
  }

  #foot(view, busy) {
    const closing = {
      type: "button",
      class: "button",
      "data-field": "close",
      click: () => this.#close(false),
    };
    const close = h("button", closing, view.close?.text ?? "Cancel");
    if (!view.submit) return h("footer", { class: "modal-foot" }, close);
    const face = busy
      ? h("span", { class: "spinner", role: "status", "aria-label": "Sending" })
      : view.submit.text;
    const submitting = {
      type: "submit",
      class: "button primary",
      "data-field": "submit",
      "aria-disabled": String(busy),
    };
    return h("footer", { class: "modal-foot" }, close, h("button", submitting, face));
  }

  #surface() {
    const shown = this.#shown;
    const where = { user: shown.user, view_id: shown.view.id };
    const about = (block, element) => ({
      ...where,
      block_id: block.block_id,
      action_id: element.action_id,
      values: shown.form.values(),
    });
    return {
      names: this.#names,
      form: shown.form,
      errors: shown.errors,
      redraw: () => this.#draw(),
      search: (block, element, query) => post("view/search", { ...about(block, element), query }),
      act: async (block, element, value) => {
        const answer = await post("view/action", { ...about(block, element), value });
        this.#change(shown, { trouble: !answer.ok });
        return answer;
      },
    };
  }

  async #submit(event) {
    event.preventDefault();
    const shown = this.#shown;
    if (shown.busy || !shown.view.submit) return;
    this.#change(shown, { busy: true, trouble: false, errors: {} });
    const { user, view, form } = shown;
    const answer = await post("view/submit", { user, view_id: view.id, values: form.values() });
    if (!answer.ok) this.#change(shown, { busy: false, trouble: true });
    else if (answer.result === "errors") this.#change(shown, { busy: false, errors: answer.errors });
    // Any other result comes as a change of the views; until then the dialog stays busy.
  }

  #close(all) {
    const { user, view, depth } = this.#shown;
    post("view/close", { user, view_id: view.id, ...(all && depth > 1 && { clear_all: true }) });
  }

  /** Change how a dialog is shown, unless another one has taken its place meanwhile. */
  #change(shown, changes) {
    const same = Object.keys(changes).every((name) => shown[name] === changes[name]);
    if (shown !== this.#shown || same) return;
    Object.assign(shown, changes);
    this.#draw();
  }

  #pressed(event) {
    if (event.key === "Escape") this.#close(false);
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.#submit(event);
    if (event.key === "Tab") keepInside(event, this.#layer);
  }

  #focusFirst() {
    const fields = [
      ".modal-body [data-first]",
      ".modal-body :is(input, textarea, button)",
      ".modal-foot button",
    ];
    fields
      .map((field) => this.#layer.querySelector(field))
      .find(Boolean)
      ?.focus();
  }
}

function keepInside(event, layer) {
  const stops = [...layer.querySelectorAll("a[href], button, input, textarea")];
  const [leaving, entering] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
  if (event.target !== leaving) return;
  event.preventDefault();
  entering.focus();
}

function focusIn(layer) {
  const focused = layer.contains(document.activeElement) && document.activeElement;
  if (!focused) return null;
  return { field: focused.dataset.field, start: focused.selectionStart, end: focused.selectionEnd };
}

function focusAgain(layer, focus) {
  if (!focus?.field) return false;
  const field = [...layer.querySelectorAll("[data-field]")].find((one) => one.dataset.field === focus.field);
  field?.focus();
  if (field && focus.start !== null && focus.start !== undefined)
    field.setSelectionRange(focus.start, focus.end);
  return Boolean(field);
}
