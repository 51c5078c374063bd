/** Puts the page together: the sandbox's state and the person's choice go in, everything is drawn from them. */

import { behindPane } from "./behind.js";
import { h } from "./dom.js";
import { whenReasonsChange } from "./gets.js";
import { ilertPane } from "./ilert.js";
import { follow, post } from "./live.js";
import { clearNotes } from "./notes.js";
import { drawPeople } from "./people.js";
import { channelsOf } from "./sidebar.js";
import { installTheme } from "./theme.js";
import { installTour } from "./tour.js";
import { showTrouble } from "./trouble.js";
import { Workspace } from "./workspace.js";

const CHOICE = "choice";
const LINK = {
  live: "Live",
  lost: "The sandbox has stopped. Start it again and open the address that it prints.",
  refused: "This is not the address of a sandbox that runs. Open the one that it printed when it started.",
};

let state = null;
let choice = JSON.parse(sessionStorage.getItem(CHOICE) ?? "{}");

const workspace = new Workspace((channel) => choose({ ...choice, channel }));
const showIlert = ilertPane(document.getElementById("ilert"));
let behind = null;
let showTour = null;

/** What depends on whether this sandbox knows the bot from inside. */
function prepare({ backstage }) {
  behind = behindPane(document.getElementById("behind"), backstage);
  const parts = { button: document.getElementById("tour-again"), root: document.getElementById("tour") };
  showTour = backstage ? installTour(parts, behind.open, actAs) : () => {};
  if (backstage) document.getElementById("about").replaceChildren(...scenarioWords(backstage.scenario));
}

function actAs(language) {
  choose({ user: state.people.find(({ locale }) => locale.startsWith(language))?.id });
}

function scenarioWords({ text }) {
  return [h("strong", {}, "Slack and ilert are simulated here, the bot between them is the real one. "), text];
}

function show() {
  choice = possible(choice);
  sessionStorage.setItem(CHOICE, JSON.stringify(choice));
  drawPeople(document.getElementById("people-list"), state, choice.user, (user) =>
    choose({ ...choice, user }),
  );
  workspace.show(state, choice);
  showIlert(state);
  behind.show(state, choice);
  showTrouble(document.getElementById("trouble"), state);
  showTour(state, choice);
}

function choose(next) {
  choice = next;
  show();
  workspace.focus();
}

/** Fall back to somebody who is there and a channel that they are in. */
function possible({ user, channel }) {
  const person = state.people.find(({ id }) => id === user) ?? state.people[0];
  const channels = channelsOf(state, person.id);
  return { user: person.id, channel: (channels.find(({ id }) => id === channel) ?? channels[0])?.id };
}

function showLink(how) {
  const link = document.getElementById("link");
  link.textContent = LINK[how];
  link.classList.toggle("bad", how !== "live");
  document.querySelector("main").hidden = how === "refused";
}

/** Follow the links of alerts inside this page: an alert in ilert, or a channel in Slack. */
function followHere(event) {
  const address = event.target.closest("a[href]")?.href ?? "";
  const alert = /\/alert\/view\.jsf\?id=(\d+)$/.exec(address)?.[1];
  const channel = /\/archives\/(\w+)(?:\/p\d+)?(?:\?.*)?$/.exec(address)?.[1];
  const card = alert && document.getElementById(`alert-${alert}`);
  const mine = channel && channelsOf(state, choice.user).some(({ id }) => id === channel);
  if (!card && !mine) return;
  event.preventDefault();
  if (mine) choose({ ...choice, channel });
  else point(card);
}

function point(card) {
  card.scrollIntoView({ block: "nearest" });
  card.focus();
}

/** F6 goes from one part of the page to the next, as in Slack. */
function nextRegion(event) {
  if (event.key !== "F6") return;
  event.preventDefault();
  const regions = [...document.querySelectorAll("[data-region]")];
  const here = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions.at((here + (event.shiftKey ? -1 : 1)) % regions.length);
  if (next.id === "slack") workspace.focus();
  else next.focus();
}

async function startOver() {
  clearNotes();
  await post("reset", {});
  workspace.focus();
}

installTheme(document.getElementById("theme"));
document.getElementById("reset").addEventListener("click", startOver);
document.addEventListener("click", followHere);
document.addEventListener("keydown", nextRegion);
whenReasonsChange(() => show());
follow((next) => {
  const first = state === null;
  state = next;
  if (first) prepare(state);
  show();
  if (!first) return;
  workspace.focus();
  // In a small window the focus is far below; the page still begins with what it is.
  scrollTo(0, 0);
  const card = /^#alert-\d+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
  if (card) point(card);
}, showLink);
