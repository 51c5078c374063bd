/** What everybody would get in the open channel, in a few words, for the list of people. */

let words = {};
let onNews = () => {};

/** Call `listener` whenever the words are other ones. */
export function whenReasonsChange(listener) {
  onNews = listener;
}

/** Learn the words, by person. */
export function knowReasons(people) {
  if (JSON.stringify(people) === JSON.stringify(words)) return;
  words = people;
  onNews();
}

/** Return the words for a person, or nothing where they are not known. */
export function getsOf(user) {
  return words[user] ?? "";
}
