/** Builds the page out of elements. Text always becomes a text node: nothing here parses HTML. */

/**
 * Make an element.
 *
 * An attribute that is a function listens to the event of that name; `false`, `null` and `undefined` leave
 * an attribute or a child out.
 */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (isPresent(value)) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter(isPresent));
  return node;
}

/** Words for screen readers only. */
export const hiddenText = (text) => h("span", { class: "visually-hidden" }, text);

const signatures = new WeakMap();

/**
 * Make `parent` hold one node per item, in order, drawing only what is new or has changed.
 *
 * What the person opened or focused inside a node that is drawn again stays open or focused.
 */
export function drawList(parent, items, keyOf, draw) {
  const before = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  const nodes = items.map((item) => drawItem(before.get(String(keyOf(item))), item, keyOf(item), draw));
  const kept = new Set(nodes);
  for (const node of before.values()) if (!kept.has(node)) node.remove();
  let place = parent.firstElementChild;
  for (const node of nodes) {
    if (node === place) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
  }
}

function drawItem(old, item, key, draw) {
  const signature = JSON.stringify(item);
  if (old && signatures.get(old) === signature) return old;
  const fresh = draw(item);
  fresh.dataset.key = key;
  signatures.set(fresh, signature);
  if (old) takeOver(old, fresh);
  return fresh;
}

function takeOver(old, fresh) {
  const { activeElement: focused } = document;
  const hadFocus = old.contains(focused);
  const closed = [...old.querySelectorAll("details")];
  fresh.querySelectorAll("details").forEach((details, index) => {
    details.open = closed[index]?.open ?? details.open;
  });
  old.replaceWith(fresh);
  if (old === focused) fresh.focus();
  else if (hadFocus) focusLike(fresh, focused.dataset.field);
}

function focusLike(root, field) {
  const same = [...root.querySelectorAll("[data-field]")].find((one) => one.dataset.field === field);
  (same ?? root.querySelector("button") ?? root.querySelector("summary"))?.focus();
}

function isPresent(value) {
  return value !== null && value !== undefined && value !== false;
}
