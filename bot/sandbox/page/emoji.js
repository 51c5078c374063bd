/** The emoji shortcodes that bots commonly use. Others are shown as they were written, as Slack does. */

const EMOJI = {
  "+1": "👍",
  "-1": "👎",
  ambulance: "🚑",
  arrow_right: "➡️",
  bell: "🔔",
  bulb: "💡",
  calendar: "📅",
  clock3: "🕒",
  eyes: "👀",
  fire: "🔥",
  gear: "⚙️",
  heavy_check_mark: "✔️",
  hourglass: "⌛",
  hourglass_flowing_sand: "⏳",
  information_source: "ℹ️",
  key: "🔑",
  large_blue_circle: "🔵",
  large_green_circle: "🟢",
  large_orange_circle: "🟠",
  large_yellow_circle: "🟡",
  link: "🔗",
  lock: "🔒",
  mag: "🔍",
  mega: "📣",
  memo: "📝",
  no_bell: "🔕",
  no_entry: "⛔",
  ok_hand: "👌",
  phone: "☎️",
  pushpin: "📌",
  question: "❓",
  raised_hands: "🙌",
  red_circle: "🔴",
  robot_face: "🤖",
  rotating_light: "🚨",
  slightly_smiling_face: "🙂",
  smile: "😄",
  sos: "🆘",
  tada: "🎉",
  telephone_receiver: "📞",
  thumbsup: "👍",
  warning: "⚠️",
  wave: "👋",
  white_check_mark: "✅",
  wrench: "🔧",
  x: "❌",
  zap: "⚡",
};

/** Return the character of a shortcode without its colons, or undefined. */
export function emoji(name) {
  return Object.hasOwn(EMOJI, name) ? EMOJI[name] : undefined;
}

/** Replace the known `:shortcodes:` in a plain text. */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (written, name) => emoji(name) ?? written);
}
