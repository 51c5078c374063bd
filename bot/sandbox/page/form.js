/** What a person has entered into a view's elements: drawn from it, sent with each action and submission. */

/** Return the view's elements that hold a value, as `[block, element]`. */
export function inputs(view) {
  return view.blocks.flatMap((block) =>
    [block.element, block.accessory, ...(block.type === "actions" ? block.elements : [])]
      .filter((element) => element && element.type in EMPTY)
      .map((element) => [block, element]),
  );
}

/** The values of one view. A choice is kept as its option, several choices as a list, texts and ids as they are. */
export class Form {
  #entered = new Map();

  /** Take over a new version of the view: the same kind of element with the same ids keeps its value. */
  renew(view) {
    const before = this.#entered;
    this.#entered = new Map();
    for (const [block, element] of inputs(view)) {
      const key = keyOf(block.block_id, element.action_id);
      const kept = before.get(key);
      this.#entered.set(
        key,
        kept?.type === element.type ? kept : { type: element.type, value: initial(element) },
      );
    }
  }

  get(blockId, actionId) {
    return this.#entered.get(keyOf(blockId, actionId))?.value ?? null;
  }

  set(blockId, actionId, value) {
    this.#entered.get(keyOf(blockId, actionId)).value = value;
  }

  /** The values as the sandbox wants them: `{block_id: {action_id: text, option value or list of them}}`. */
  values() {
    const values = {};
    for (const [key, { value }] of this.#entered) {
      const [blockId, actionId] = JSON.parse(key);
      values[blockId] = { ...values[blockId], [actionId]: bare(value) };
    }
    return values;
  }
}

/** Reduce an option to its value. */
export function bare(value) {
  if (Array.isArray(value)) return value.map(bare);
  return value?.value ?? value;
}

const EMPTY = {
  plain_text_input: "",
  static_select: null,
  external_select: null,
  radio_buttons: null,
  checkboxes: [],
  multi_static_select: [],
  multi_external_select: [],
  users_select: null,
  conversations_select: null,
  datepicker: null,
};

const INITIAL = ["value", "option", "options", "user", "conversation", "date"].map(
  (what) => `initial_${what}`,
);

function initial(element) {
  const given = INITIAL.find((name) => name in element);
  return given ? element[given] : EMPTY[element.type];
}

function keyOf(blockId, actionId) {
  return JSON.stringify([blockId, actionId]);
}
