/** The Slack window: channels, messages, threads, composer and dialogs of the acting person. */

import { Composer } from "./composer.js";
import { h } from "./dom.js";
import { Home } from "./home.js";
import { post } from "./live.js";
import { drawMessages, inChannel, inThread, messagesFor, threadsOf } from "./messages.js";
import { Modal } from "./modal.js";
import { escaped } from "./mrkdwn.js";
import { noteFailure, notesFor } from "./notes.js";
import { nameOf } from "./people.js";
import { channelMark, channelName, sidebar } from "./sidebar.js";
import { Thread } from "./thread.js";

const EXAMPLES = ["/il-alert", "/il-alert the checkout is down", "/il-alert whoami"];

export class Workspace {
  #state = null;
  #choice = {};
  #drawSidebar;
  #read = new Map();
  /** The open thread of each person and channel, by the ts of the message at its top. */
  #threads = new Map();
  #names = {
    person: (id) => nameIn(this.#state.people, id, nameOf),
    channel: (id) => nameIn(this.#state.channels, id, channelName),
    locale: () => this.#state.people.find(({ id }) => id === this.#choice.user)?.locale,
    people: () => this.#state.people.map((person) => ({ value: person.id, name: nameOf(person) })),
    channels: () =>
      this.#state.channels
        .filter(({ kind }) => kind !== "im")
        .map(({ id, name }) => ({ value: id, name: `#${name}` })),
  };
  #composer = new Composer(document.getElementById("composer"), (text) => this.#send(text), EXAMPLES);
  #thread = new Thread(
    (text) => this.#send(text, this.#openThread),
    () => this.#goToThread(null),
  );
  /** Who is on the app's Home tab, in place of its messages. */
  #atHome = new Set();
  #home = new Home(document.getElementById("home"), this.#names);
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
    this.#showChannel(state.channels.find(({ id }) => id === choice.channel));
    this.#showSidebar();
    if (this.#modal.show(state.views, choice.user)) this.#focusWriting();
  }

  /** Put the focus where the person goes on: into the dialog, or else where they write. */
  focus() {
    if (!this.#modal.focus()) this.#focusWriting();
  }

  #focusWriting() {
    if (this.#openThread) this.#thread.focus();
    else this.#composer.focus();
  }

  #showChannel(channel) {
    const { user } = this.#choice;
    const title = channel.kind === "im" ? channelName(channel) : `#${channel.name}`;
    const all = messagesFor(this.#state, channel.id, user, notesFor(channel.id, user));
    const place = {
      user,
      channel: channel.id,
      title,
      shortcuts: this.#state.app.shortcuts,
      onShortcut: (message, shortcut) => this.#useShortcut(message, shortcut),
    };
    const none = h("p", { class: "beginning" }, h("b", {}, title), `This is the very beginning of ${title}.`);
    const here = { ...place, none, threads: threadsOf(all), onThread: (ts) => this.#goToThread(ts) };
    this.#showHead(channel);
    this.#showHome(channel);
    this.#composer.address(`${user} ${channel.id}`, `Message ${title}`);
    this.#composer.complete(this.#state.app.commands);
    this.#composer.offerShortcuts(this.#state.app.global_shortcuts, (shortcut) =>
      this.#useGlobalShortcut(shortcut),
    );
    document.getElementById("composer").hidden = channel.archived;
    document.getElementById("archived").hidden = !channel.archived;
    drawMessages(
      document.getElementById("messages"),
      inChannel(all),
      `${user} ${channel.id}`,
      here,
      this.#names,
    );
    this.#showThread(inThread(all, this.#openThread), place);
  }

  #showThread(messages, place) {
    document.getElementById("workspace").classList.toggle("in-thread", messages.length > 0);
    if (messages.length) {
      this.#thread.show(messages, place, this.#names);
    } else {
      this.#threads.delete(`${place.user} ${place.channel}`);
      if (this.#thread.hide()) this.#composer.focus();
    }
  }

  #showHead(channel) {
    const people = channel.members.length;
    const about = channel.kind === "im" ? "Direct messages between this person and the bot" : channel.topic;
    const members = channel.kind !== "im" && h("span", { class: "pill" }, `${people} members`);
    const name = h("h2", {}, channelMark(channel), channelName(channel));
    const tabs = channel.kind === "im" && this.#state.app.home_tab ? this.#tabs() : "";
    document
      .getElementById("conversation-head")
      .replaceChildren(name, h("p", {}, about), members || "", tabs);
  }

  /** Show the Home tab of the app's conversation where the person has gone there, else its messages. */
  #showHome(channel) {
    const { user } = this.#choice;
    const shown = channel.kind === "im" && this.#atHome.has(user);
    document.getElementById("conversation").classList.toggle("at-home", shown);
    this.#home.show(shown ? (this.#state.homes[user] ?? null) : undefined, user);
  }

  #tabs() {
    const { user } = this.#choice;
    const home = this.#atHome.has(user);
    const tab = (name, current, go) =>
      h("button", { type: "button", class: "tab", "aria-pressed": String(current), click: go }, name);
    return h(
      "div",
      { class: "app-tabs", role: "group", "aria-label": "Tabs of the app" },
      tab("Home", home, () => this.#goHome()),
      tab("Messages", !home, () => this.#leaveHome()),
    );
  }

  #goHome() {
    this.#atHome.add(this.#choice.user);
    this.show(this.#state, this.#choice);
    post("home/open", { user: this.#choice.user });
  }

  #leaveHome() {
    this.#atHome.delete(this.#choice.user);
    this.show(this.#state, this.#choice);
  }

  #showSidebar() {
    const { user, channel } = this.#choice;
    this.#read.set(`${channel} ${user}`, Number(this.#seen(channel).at(-1)?.ts ?? 0));
    const unread = new Map();
    for (const { id, members } of this.#state.channels) {
      const read = this.#read.get(`${id} ${user}`) ?? 0;
      const fresh = this.#seen(id).filter(({ ts }) => Number(ts) > read);
      if (members.includes(user) && fresh.length) unread.set(id, fresh.length);
    }
    this.#drawSidebar(this.#state, this.#choice, unread);
  }

  #seen(channel) {
    return inChannel(messagesFor(this.#state, channel, this.#choice.user));
  }

  get #openThread() {
    return this.#threads.get(`${this.#choice.user} ${this.#choice.channel}`) ?? null;
  }

  #goToThread(ts) {
    this.#threads.set(`${this.#choice.user} ${this.#choice.channel}`, ts);
    this.show(this.#state, this.#choice);
    this.#focusWriting();
  }

  async #send(text, thread = null) {
    const answer = await post("command", { ...this.#choice, text, thread_ts: thread });
    const what = text.startsWith("/") ? `*${escaped(text.split(/\s/, 1)[0])}*` : "Your message";
    this.#tell(answer, what, thread);
  }

  async #useShortcut({ ts, thread_ts: thread }, { callback_id: id, name }) {
    const answer = await post("message/shortcut", { ...this.#choice, ts, callback_id: id });
    this.#tell(answer, `*${name}*`, thread);
  }

  async #useGlobalShortcut({ callback_id: id, name }) {
    const answer = await post("shortcut", { user: this.#choice.user, callback_id: id });
    this.#tell(answer, `*${name}*`, null);
  }

  #tell(answer, what, thread) {
    if (answer.ok) return;
    noteFailure({ ...this.#choice, thread }, what, answer.error);
    this.show(this.#state, this.#choice);
  }
}

function nameIn(all, id, name) {
  const found = all.find((one) => one.id === id);
  return found && name(found);
}
