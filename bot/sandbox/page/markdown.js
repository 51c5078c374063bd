/** What a markdown block holds, written as mrkdwn: as much of Markdown as bots commonly use. */

import { escaped } from "./mrkdwn.js";

// In this order: what is bold in mrkdwn would be taken for italics of Markdown.
const RULES = [
  [/^(\s*)[-*+] +/gm, "$1• "],
  [/!?\[([^\]\n]+)\]\(([^()\s]+)\)/g, "<$2|$1>"],
  [/(?<![*\w])\*([^*\s][^*\n]*)\*(?![*\w])/g, "_$1_"],
  [/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/g, "*$2*"],
  [/~~(?=\S)(.+?)(?<=\S)~~/g, "~$1~"],
  [/^#{1,6} +(.+)$/gm, "*$1*"],
];

/** Write Markdown as mrkdwn; code stays as it is. */
export function asMrkdwn(text) {
  const parts = escaped(text).split(/(```[^]*?```|`[^`\n]+`)/);
  return parts
    .map((part, index) => (index % 2 ? part.replace(/^```\w*\n/, "```") : converted(part)))
    .join("");
}

function converted(text) {
  return RULES.reduce((written, [found, instead]) => written.replace(found, instead), text);
}
