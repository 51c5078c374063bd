/** Where a menu's choices come from: the element itself, or the bot while the person types. */

const SEARCH_PAUSE_MS = 250;
// Slack docs, external_select: the default of min_query_length.
const MIN_QUERY_LENGTH = 3;

/** Choices named in the element, filtered by what was typed. */
export function staticChoices(element) {
  const groups = element.option_groups ?? [{ options: element.options }];
  return { pauseMs: 0, problem: () => null, find: async (query) => matching(groups, query) };
}

/** Choices of people or channels, given as `{value, name}`; `option(value)` is the option of one of them. */
export function listedChoices(all) {
  const options = all.map(({ value, name }) => ({ text: { type: "plain_text", text: name }, value }));
  const option = (value) => options.find((one) => one.value === value) ?? null;
  return { ...staticChoices({ options }), option };
}

/** Choices that `ask(query)` fetches from the bot; it gives the sandbox's answer. */
export function externalChoices(element, ask) {
  const least = element.min_query_length ?? MIN_QUERY_LENGTH;
  return {
    pauseMs: SEARCH_PAUSE_MS,
    problem: (query) => (query.length < least ? `Type at least ${least} characters to search` : null),
    find: async (query) => {
      const answer = await ask(query);
      if (!answer.ok) return null;
      return answer.option_groups?.length ? answer.option_groups : [{ options: answer.options ?? [] }];
    },
  };
}

function matching(groups, query) {
  const wanted = query.toLowerCase();
  return groups
    .map(({ label, options }) => ({
      label,
      options: options.filter((option) => option.text.text.toLowerCase().includes(wanted)),
    }))
    .filter(({ options }) => options.length > 0);
}
