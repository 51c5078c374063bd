/** Slack's list of channels and direct messages, as the acting person sees it. */

import { botAvatar } from "./avatars.js";
import { drawList, h, hiddenText } from "./dom.js";
import { icon } from "./icons.js";
import { nameOf } from "./people.js";

/** Return the person's channels, and last their direct messages. */
export function channelsOf(state, user) {
  const mine = state.channels.filter(({ members }) => members.includes(user));
  return [...mine.filter(({ kind }) => kind !== "im"), ...mine.filter(({ kind }) => kind === "im")];
}

/** Draw the picture in front of a channel's name. */
export function channelMark({ kind }) {
  if (kind === "im") return botAvatar();
  return icon(kind === "private" ? "lock" : "hash");
}

/** Return the name of a channel in the list. */
export function channelName({ kind, name }) {
  return kind === "im" ? "ilert" : name;
}

/**
 * Prepare the list in `root`; returns the function that shows a state to the person of a choice, with the numbers
 * of messages that they have not read, by channel.
 */
export function sidebar(root, onPick) {
  const channels = h("ul", { "aria-label": "Channels" });
  const apps = h("ul", { "aria-label": "Apps" });
  const self = h("p", { class: "self" });
  root.replaceChildren(h("h3", {}, "Channels"), channels, h("h3", {}, "Apps"), apps, self);
  return (state, choice, unread) => {
    const items = channelsOf(state, choice.user).map(({ id, kind, name }) => ({
      channel: { id, kind, name },
      current: id === choice.channel,
      unread: unread.get(id) ?? 0,
    }));
    const isApp = ({ channel }) => channel.kind === "im";
    const draw = (item) => row(item, onPick);
    drawList(
      channels,
      items.filter((item) => !isApp(item)),
      ({ channel }) => channel.id,
      draw,
    );
    drawList(apps, items.filter(isApp), ({ channel }) => channel.id, draw);
    self.textContent = `You are ${nameOf(state.people.find(({ id }) => id === choice.user))}`;
  };
}

/** What is written to a person is counted; of channels the name alone tells that there is something new. */
function unreadMark({ kind }, count) {
  if (kind !== "im") return hiddenText("unread");
  return h("span", { class: "badge" }, String(count), hiddenText(" unread"));
}

function row({ channel, current, unread }, onPick) {
  return h(
    "li",
    {},
    h(
      "button",
      {
        type: "button",
        class: unread ? "channel unread" : "channel",
        "aria-current": current ? "true" : null,
        click: () => onPick(channel.id),
      },
      channelMark(channel),
      h("span", { class: "channel-name" }, channelName(channel)),
      unread > 0 && unreadMark(channel, unread),
    ),
  );
}
