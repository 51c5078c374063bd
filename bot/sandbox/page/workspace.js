/** The Slack window: channels, messages, composer and dialogs of the acting person. */

import { Composer } from "./composer.js";
import { h } from "./dom.js";
import { post } from "./live.js";
import { drawMessages, messagesFor } from "./messages.js";
import { Modal } from "./modal.js";
import { noteFailure, notesFor } from "./notes.js";
import { nameOf } from "./people.js";
import { channelMark, channelName, sidebar } from "./sidebar.js";

export class Workspace {
  #state = null;
  #choice = {};
  #drawSidebar;
  #read = new Map();
  #names = {
    person: (id) => nameIn(this.#state.people, id, nameOf),
    channel: (id) => nameIn(this.#state.channels, id, channelName),
  };
  #composer = new Composer(document.getElementById("composer"), (text) => this.#send(text));
  #modal = new Modal(
    document.getElementById("modal-layer"),
    document.getElementById("workspace"),
    this.#names,
  );

  /** `onChannel` gets the id of a channel that the person goes to. */
  constructor(onChannel) {
    this.#drawSidebar = sidebar(document.getElementById("channel-lists"), onChannel);
  }

  /** Show a state to the person of `choice` (`{user, channel}`). */
  show(state, choice) {
    this.#state = state;
    this.#choice = choice;
    const channel = state.channels.find(({ id }) => id === choice.channel);
    const title = channel.kind === "im" ? channelName(channel) : `#${channel.name}`;
    this.#showHead(channel);
    this.#composer.address(title);
    const messages = messagesFor(state, channel.id, choice.user, notesFor(channel.id, choice.user));
    drawMessages(document.getElementById("messages"), messages, { ...choice, title }, this.#names);
    this.#showSidebar();
    if (this.#modal.show(state.views, choice.user)) this.#composer.focus();
  }

  /** Put the focus where the person goes on: into the dialog, or else the composer. */
  focus() {
    if (!this.#modal.focus()) this.#composer.focus();
  }

  #showHead(channel) {
    const people = channel.members.length;
    const about = channel.kind === "im" ? "Messages from the bot to this person" : channel.topic;
    const members = channel.kind !== "im" && h("span", { class: "pill" }, `${people} members`);
    const name = h("h2", {}, channelMark(channel), channelName(channel));
    document.getElementById("conversation-head").replaceChildren(name, h("p", {}, about), members || "");
  }

  #showSidebar() {
    const { user, channel } = this.#choice;
    this.#read.set(`${channel} ${user}`, this.#newest(channel));
    const unread = this.#state.channels.filter(
      ({ id, members }) =>
        members.includes(user) && this.#newest(id) > (this.#read.get(`${id} ${user}`) ?? 0),
    );
    this.#drawSidebar(this.#state, this.#choice, new Set(unread.map(({ id }) => id)));
  }

  #newest(channel) {
    const messages = messagesFor(this.#state, channel, this.#choice.user);
    return Number(messages.at(-1)?.ts ?? 0);
  }

  async #send(text) {
    const { user, channel } = this.#choice;
    const answer = await post("command", { user, channel, text });
    if (answer.ok) return;
    noteFailure(channel, user, text, answer.error);
    this.show(this.#state, this.#choice);
  }
}

function nameIn(all, id, name) {
  const found = all.find((one) => one.id === id);
  return found && name(found);
}
