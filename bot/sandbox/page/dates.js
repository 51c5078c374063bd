/** Times as Slack writes them, in this browser's time zone. */

const DAY = { month: "long", day: "numeric", year: "numeric" };
const SHORT_DAY = { ...DAY, month: "short" };
const LONG_DAY = { ...DAY, weekday: "long" };

const TOKENS = {
  date_num: (when) => when.toLocaleDateString("en-CA"),
  date: (when) => when.toLocaleDateString("en-US", DAY),
  date_short: (when) => when.toLocaleDateString("en-US", SHORT_DAY),
  date_long: (when) => when.toLocaleDateString("en-US", LONG_DAY),
  date_pretty: (when) => dayName(when) ?? TOKENS.date(when),
  date_short_pretty: (when) => dayName(when) ?? TOKENS.date_short(when),
  date_long_pretty: (when) => dayName(when) ?? TOKENS.date_long(when),
  time: (when) => clock(when),
  time_secs: (when) => when.toLocaleTimeString("en-US"),
};

/** Write a time as Slack shows it beside a message: `3:28 PM`. */
export function clock(when) {
  return when.toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" });
}

/** Name the day of a message as Slack does above its messages: `Today`. Without a `ts` there is none. */
export function dayOf(ts) {
  if (!ts) return null;
  const when = moment(ts);
  return (
    dayName(when) ?? when.toLocaleDateString("en-US", { weekday: "long", month: "long", day: "numeric" })
  );
}

/** Read a time that the sandbox gives: seconds since 1970 (a number, or a message's `ts`) or ISO 8601. */
export function moment(at) {
  return new Date(Number.isFinite(Number(at)) ? Number(at) * 1000 : at);
}

/** Write a time to the millisecond, to tell apart what happened at nearly the same time. */
export function preciseClock(when) {
  const time = when.toLocaleTimeString("en-GB");
  return `${time}.${String(when.getMilliseconds()).padStart(3, "0")}`;
}

/**
 * Write out `!date^timestamp^format^link` (Slack docs, Formatting text: date formatting).
 *
 * A malformed one gives its fallback.
 */
export function slackDate(body, fallback) {
  const [, seconds, format] = body.split("^");
  const when = new Date(Number(seconds) * 1000);
  if (!format || Number.isNaN(when.getTime())) return fallback;
  return format.replace(/\{(\w+)\}/g, (written, token) => TOKENS[token]?.(when) ?? written);
}

function dayName(when) {
  const days = Math.round(
    (new Date(when).setHours(0, 0, 0, 0) - new Date().setHours(0, 0, 0, 0)) / 86_400_000,
  );
  return { "-1": "Yesterday", 0: "Today", 1: "Tomorrow" }[days];
}
