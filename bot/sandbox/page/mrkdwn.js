/** Slack's mrkdwn as elements (Slack docs, Formatting text for app surfaces). */

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { emojiPicture } from "./emoji_pictures.js";
import { slackDate } from "./dates.js";

const FENCED = /```\n?([^]*?)\n?```/;
const INLINE = new RegExp(
  [
    "`(?<code>[^`\\n]+)`",
    "<(?<token>[^<>\\n]+)>",
    "(?<url>https?://[^\\s<>|]*[^\\s<>|.,;:!?)])",
    ":(?<emoji>[a-z0-9_+-]+):",
    "(?<!\\w)\\*(?<bold>\\S(?:[^*\\n]*\\S)?)\\*(?!\\w)",
    "(?<!\\w)_(?<italic>\\S(?:[^_\\n]*\\S)?)_(?!\\w)",
    "(?<!\\w)~(?<strike>\\S(?:[^~\\n]*\\S)?)~(?!\\w)",
  ].join("|"),
);

/** Draw mrkdwn. `names` gives the names behind ids: `{person(id), channel(id), locale()}`, and the reader's language. */
export function mrkdwn(text, names) {
  const match = FENCED.exec(text);
  if (!match) return paragraphs(text, names);
  const code = h("pre", { class: "code-block" }, unescaped(match[1]));
  const after = text.slice(match.index + match[0].length).replace(/^\n/, "");
  return [...paragraphs(text.slice(0, match.index).replace(/\n$/, ""), names), code, ...mrkdwn(after, names)];
}

/** Draw a link; only web and mail addresses become one. */
export function link(address, text) {
  if (!/^(https?:|mailto:)/i.test(address)) return text;
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text);
}

/** Write text so that mrkdwn shows it as it is, apart from marks such as `*` and `_`. */
export function escaped(text) {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

function paragraphs(text, names) {
  if (!text) return [];
  const parts = [];
  for (const line of text.split("\n")) {
    const quoted = /^(?:&gt;|>) ?/.exec(line);
    const words = inline(quoted ? line.slice(quoted[0].length) : line, names);
    const last = parts.at(-1);
    if (last && Boolean(quoted) === (last.tagName === "BLOCKQUOTE")) last.append(h("br"), ...words);
    else parts.push(h(quoted ? "blockquote" : "div", {}, words));
  }
  return parts;
}

function inline(text, names) {
  const nodes = [];
  let rest = text;
  for (let match = INLINE.exec(rest); match; match = INLINE.exec(rest)) {
    nodes.push(unescaped(rest.slice(0, match.index)), formatted(match, names));
    rest = rest.slice(match.index + match[0].length);
  }
  return [...nodes, unescaped(rest)].filter((node) => node !== "");
}

function formatted(match, names) {
  const { code, token, url, emoji: shortcode, bold, italic, strike } = match.groups;
  if (code) return h("code", {}, unescaped(code));
  if (token) return special(token, names);
  if (url) return link(unescaped(url), unescaped(url));
  if (shortcode) return emojiPicture(shortcode) ?? emoji(shortcode) ?? match[0];
  if (bold) return h("b", {}, inline(bold, names));
  if (italic) return h("i", {}, inline(italic, names));
  return h("s", {}, inline(strike, names));
}

function special(token, names) {
  const [body, label] = splitOnce(token, "|");
  if (body.startsWith("@")) return mention(`@${names.person(body.slice(1)) ?? label ?? body.slice(1)}`);
  if (body.startsWith("#")) return mention(`#${names.channel(body.slice(1)) ?? label ?? body.slice(1)}`);
  if (body.startsWith("!date^")) return slackDate(body, unescaped(label ?? ""), names.locale());
  if (body.startsWith("!subteam^")) return mention(unescaped(label ?? "@group"));
  if (body.startsWith("!")) return mention(`@${body.slice(1)}`);
  return link(unescaped(body), unescaped(label ?? body.replace(/^mailto:/, "")));
}

function mention(text) {
  return h("span", { class: "mention" }, text);
}

function splitOnce(text, separator) {
  const index = text.indexOf(separator);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
}

function unescaped(text) {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}
