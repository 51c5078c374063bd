/** What Slack itself says when a message or a command fails. It stands in this page only. */

const REASONS = {
  dispatch_failed: "because the app is not connected",
  invalid_command: "because this workspace has no such command",
  is_archived: "because this channel is archived",
  operation_timeout: "because the app did not respond",
  sandbox_unreachable: "because the sandbox is not running",
};

const notes = new Map();

/** Return Slack's own words to a person in a channel. */
export function notesFor(channel, user) {
  return notes.get(`${channel} ${user}`) ?? [];
}

/** Tell a person that what they wrote went nowhere. */
export function noteFailure(channel, user, text, error) {
  const what = text.startsWith("/") ? `*${text.split(/\s/, 1)[0]}*` : "Your message";
  const note = {
    ts: (Date.now() / 1000).toFixed(6),
    user: "USLACKBOT",
    name: "Slackbot",
    text: [what, "failed", REASONS[error], `(\`${error}\`).`].filter(Boolean).join(" "),
    only_for: user,
  };
  notes.set(`${channel} ${user}`, [...notesFor(channel, user), note]);
}

/** Forget all of it. */
export function clearNotes() {
  notes.clear();
}
