/** What Slack itself says when a message or a command fails. It stands in this page only. */

const REASONS = {
  dispatch_failed: "because the app is not connected",
  invalid_command: "because this workspace has no such command",
  is_archived: "because this channel is archived",
  no_response: "because the app did not respond",
  not_in_threads: "because commands cannot be sent from threads",
  operation_timeout: "because the app did not respond",
  sandbox_unreachable: "because the sandbox is not running",
};

const notes = new Map();

/** Return Slack's own words to a person in a channel. */
export function notesFor(channel, user) {
  return notes.get(`${channel} ${user}`) ?? [];
}

/** Tell a person, where they are, that what they did went nowhere; `what` names it in mrkdwn. */
export function noteFailure({ user, channel, thread }, what, error) {
  const note = {
    ts: (Date.now() / 1000).toFixed(6),
    user: "USLACKBOT",
    name: "Slackbot",
    text: [what, "failed", REASONS[error], `(\`${error}\`).`].filter(Boolean).join(" "),
    only_for: user,
    thread_ts: thread ?? null,
  };
  notes.set(`${channel} ${user}`, [...notesFor(channel, user), note]);
}

/** Forget all of it. */
export function clearNotes() {
  notes.clear();
}
