/** Times as Slack writes them, in this browser's time zone. */

const DAY = { month: "long", day: "numeric", year: "numeric" };
const SHORT_DAY = { ...DAY, month: "short" };
const LONG_DAY = { ...DAY, weekday: "long" };

const TOKENS = {
  date_num: (when) => when.toLocaleDateString("en-CA"),
  date: (when, locale) => when.toLocaleDateString(locale, DAY),
  date_short: (when, locale) => when.toLocaleDateString(locale, SHORT_DAY),
  date_long: (when, locale) => when.toLocaleDateString(locale, LONG_DAY),
  date_pretty: (when, locale) => dayName(when, locale) ?? TOKENS.date(when, locale),
  date_short_pretty: (when, locale) => dayName(when, locale) ?? TOKENS.date_short(when, locale),
  date_long_pretty: (when, locale) => dayName(when, locale) ?? TOKENS.date_long(when, locale),
  time: (when, locale) => clock(when, locale),
  time_secs: (when, locale) => when.toLocaleTimeString(locale),
};

/** Write a time as Slack shows it beside a message: `3:28 PM`. */
export function clock(when, locale = "en-US") {
  return when.toLocaleTimeString(locale, { hour: "numeric", minute: "2-digit" });
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
export function slackDate(body, fallback, locale = "en-US") {
  const [, seconds, format] = body.split("^");
  const when = new Date(Number(seconds) * 1000);
  if (!format || Number.isNaN(when.getTime())) return fallback;
  return format.replace(/\{(\w+)\}/g, (written, token) => TOKENS[token]?.(when, locale) ?? written);
}

/** Name a day by its distance from today, as a heading where no language is given: `Today`. */
function dayName(when, locale = "en-US") {
  const days = Math.round(
    (new Date(when).setHours(0, 0, 0, 0) - new Date().setHours(0, 0, 0, 0)) / 86_400_000,
  );
  if (Math.abs(days) > 1) return null;
  const name = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day");
  return name.charAt(0).toUpperCase() + name.slice(1);
}
