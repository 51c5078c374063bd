/** The guided tour: five steps, each of tasks that the page can see being done. Pure. */

import { copiesOf, isOnItsWay } from "./outbox.js";
import { nameOf } from "./people.js";

/** Sum up a state and a choice for the tour. */
export function facts(state, { user }) {
  const { daemon, outbox, policy } = state.backstage;
  return {
    user,
    name: nameOf(state.people.find(({ id }) => id === user)),
    called: state.alerts[0]?.responders.join(" and ") || "nobody",
    dialog: Boolean(state.views[user]?.length),
    answers: Object.values(state.messages).flat().filter((one) => one.only_for === user).length,
    alerts: state.alerts.length,
    accepted: state.alerts.filter(({ status }) => status !== "PENDING").length,
    ilertUp: state.faults.ilert === "up",
    waiting: outbox.filter(isOnItsWay).length,
    once: outbox.every((row) => !isOnItsWay(row) && copiesOf(row, state.alerts) <= 1),
    alive: daemon.state === "started",
    works: daemon.state === "started" && state.connections > 0,
    starts: daemon.starts,
    good: policy.accepted,
    saves: policy.saves,
  };
}

/**
 * `seen(now, then)` gets the facts of now and of when the task began, `words` may depend on those of now. `tab` is opened
 * when the step begins.
 */
export const STEPS = [
  {
    title: "Raise an alert",
    tasks: [
      {
        words: ({ name }) => `You act as ${name}. In #demo, write /il-alert and press Enter.`,
        seen: (now) => now.dialog,
      },
      {
        words: "Choose a problem area, write a summary, and press Submit.",
        seen: (now, then) => now.alerts > then.alerts,
      },
      {
        words: ({ alerts, called }) =>
          alerts ? `ilert calls ${called} now. Press Accept on the alert, as they would.` : "See whom ilert calls.",
        seen: (now, then) => now.accepted > then.accepted,
      },
    ],
  },
  {
    title: "Everybody gets what they may",
    tab: "Who may what",
    tasks: [
      {
        words: "Choose another person on the left, and see below what they get and why.",
        seen: (now, then) => now.user !== then.user,
      },
      {
        words: "Write /il-alert as that person, in any channel: a dialog opens, or they read why not.",
        seen: (now, then) => now.dialog || now.answers > then.answers,
      },
    ],
  },
  {
    title: "ilert goes away",
    tab: "Exactly once",
    tasks: [
      { words: "Below, press Down in the row of ilert.", seen: (now) => !now.ilertUp },
      {
        words: "Raise another alert. It waits in the outbox, on the bot's disk.",
        seen: (now) => now.waiting > 0,
      },
    ],
  },
  {
    title: "The bot dies too",
    tab: "Exactly once",
    tasks: [
      {
        words: "Press Kill in the row of the bot: SIGKILL, as if the power were cut.",
        seen: (now, then) => !now.alive || now.starts > then.starts,
      },
      { words: "Press Start. The bot finds the alert on its disk.", seen: (now) => now.works },
      { words: "Press Up in the row of ilert.", seen: (now) => now.ilertUp },
      { words: "Watch: the alert arrives. Once.", seen: (now) => now.once },
    ],
  },
  {
    title: "Change the policy",
    tab: "Policy file",
    tasks: [
      {
        words: "Make a mistake in the file below, such as “falback”, and press Save.",
        seen: (now) => !now.good,
      },
      {
        words: "The bot reports what is wrong and keeps the old policy in force. Fix it and save.",
        seen: (now) => now.good,
      },
    ],
  },
];
