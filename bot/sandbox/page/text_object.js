/** A text of an app (Slack docs, text object): mrkdwn, or plain with emoji. */

import { withEmoji } from "./emoji.js";
import { mrkdwn } from "./mrkdwn.js";

/** Draw a text object; `names` are those for mentions, as a surface has them (see block_kit.js). */
export function drawText(text, names) {
  return text.type === "mrkdwn" ? mrkdwn(text.text, names) : withEmoji(text.text);
}
