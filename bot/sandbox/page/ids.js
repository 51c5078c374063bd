/** Ids that tie labels, hints and errors to their fields. */

let last = 0;

/** Return an id that no other element of this page has. */
export function nextId(kind) {
  last += 1;
  return `${kind}-${last}`;
}
