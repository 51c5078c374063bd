/** The app's Home tab, as the acting person sees it. */

import { drawBlocks } from "./block_kit.js";
import { h } from "./dom.js";
import { Form } from "./form.js";
import { post } from "./live.js";

const EMPTY = "The app shows nothing here yet.";

export class Home {
  #root;
  #names;
  #shown = null;

  constructor(root, names) {
    this.#root = root;
    this.#names = names;
  }

  /** Show a view to a person; null where nothing was published, undefined where the tab is not open. */
  show(view, user) {
    this.#root.hidden = view === undefined;
    const key = view ? `${user} ${view.hash}` : String(view);
    if (key === this.#shown) return;
    this.#shown = key;
    this.#root.replaceChildren(...(view ? this.#blocks(view, user) : [h("p", { class: "beginning" }, EMPTY)]));
  }

  #blocks(view, user) {
    const form = new Form();
    form.renew(view);
    const surface = {
      names: this.#names,
      form,
      errors: {},
      redraw: () => {},
      search: () => ({ ok: false }),
      act: (block, element, value) =>
        post("home/action", { user, block_id: block.block_id, action_id: element.action_id, value: value ?? null }),
    };
    return [drawBlocks(view.blocks, surface)].flat();
  }
}
