/** The guided tour: five steps, each of tasks that the page can see being done; `tour_words.js` has their words. Pure. */

import { copiesOf, isOnItsWay } from "./outbox.js";
import { nameOf } from "./people.js";

/** Sum up a state and a choice for the tour. */
export function facts(state, { user }) {
  const { daemon, outbox, policy } = state.backstage;
  return {
    user,
    name: nameOf(state.people.find(({ id }) => id === user)),
    called: state.alerts[0]?.responders ?? [],
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

/** Each of `tasks` tells from the facts of now and of when it began whether it is done; `tab` is opened when the step begins. */
export const STEPS = [
  {
    tasks: [
      (now) => now.dialog,
      (now, then) => now.alerts > then.alerts,
      (now, then) => now.accepted > then.accepted,
    ],
  },
  {
    tab: "Who may what",
    tasks: [
      (now, then) => now.user !== then.user,
      (now, then) => now.dialog || now.answers > then.answers,
    ],
  },
  { tab: "Exactly once", tasks: [(now) => !now.ilertUp, (now) => now.waiting > 0] },
  {
    tab: "Exactly once",
    tasks: [
      (now, then) => !now.alive || now.starts > then.starts,
      (now) => now.works,
      (now) => now.ilertUp,
      (now) => now.once,
    ],
  },
  { tab: "Policy file", tasks: [(now) => !now.good, (now) => now.good] },
];
