/** The words of the guided tour, in each language in which it can be taken. Pure. */

/** By language: its own name, and the words; those of a task may depend on the facts of now. */
export const WORDS = {
  en: {
    language: "English",
    progress: (step, steps) => `Tour, step ${step} of ${steps}`,
    next: "Next step",
    skip: "Skip step",
    end: "End tour",
    done: "Done: ",
    stepDone: "Step done.",
    over: "That was the tour.",
    summary:
      "One file says who may alert from where, ilert's own permissions say the rest, and what was accepted arrives once.",
    install: "Run it against your workspace",
    close: "Close",
    steps: [
      {
        title: "Raise an alert",
        tasks: [
          ({ name }) => `You act as ${name}. In #demo, write /il-alert and press Enter.`,
          "Choose a problem area, write a summary, and press Submit.",
          ({ alerts, called }) =>
            alerts
              ? `ilert calls ${called.join(" and ") || "nobody"} now. Press Accept on the alert, as they would.`
              : "See whom ilert calls.",
        ],
      },
      {
        title: "Everybody gets what they may",
        tasks: [
          "Choose another person in the list of people; “Who may what” shows what they get and why.",
          "Write /il-alert as that person, in any channel: a dialog opens, or they read why not.",
        ],
      },
      {
        title: "ilert goes away",
        tasks: [
          "Press Down in the row of ilert.",
          "Raise another alert. It waits in the outbox, on the bot's disk.",
        ],
      },
      {
        title: "The bot dies too",
        tasks: [
          "Press Kill in the row of the bot: SIGKILL, as if the power were cut.",
          "Press Start. The bot finds the alert on its disk.",
          "Press Up in the row of ilert.",
          "Watch: the alert arrives. Once.",
        ],
      },
      {
        title: "Change the policy",
        tasks: [
          "Make a mistake in the policy file, such as “falback”, and press Save.",
          "The bot reports what is wrong and keeps the old policy in force. Fix it and save.",
        ],
      },
    ],
  },
  de: {
    language: "Deutsch",
    progress: (step, steps) => `Tour, Schritt ${step} von ${steps}`,
    next: "Nächster Schritt",
    skip: "Schritt überspringen",
    end: "Tour beenden",
    done: "Erledigt: ",
    stepDone: "Schritt erledigt.",
    over: "Das war die Tour.",
    summary:
      "Eine Datei legt fest, wer von wo alarmieren darf, den Rest regeln die Berechtigungen in ilert, und was angenommen wurde, kommt genau einmal an.",
    install: "Im eigenen Workspace einsetzen",
    close: "Schließen",
    steps: [
      {
        title: "Alarm auslösen",
        tasks: [
          ({ name }) => `Sie handeln als ${name}. Schreiben Sie in #demo /il-alert und drücken Sie Enter.`,
          "Wählen Sie einen Bereich, schreiben Sie eine Zusammenfassung und senden Sie ab.",
          ({ alerts, called }) =>
            alerts
              ? `ilert ruft jetzt an: ${called.join(" und ") || "niemanden"}. Drücken Sie am Alarm „Accept“, als wären Sie das.`
              : "Sehen Sie, wen ilert anruft.",
        ],
      },
      {
        title: "Alle bekommen, was sie dürfen",
        tasks: [
          "Wählen Sie in der Personenliste jemand anderen; „Who may what“ zeigt, was diese Person bekommt und warum.",
          "Schreiben Sie als diese Person in einem beliebigen Channel /il-alert: Ein Dialog öffnet sich, oder der Grund ist zu lesen.",
        ],
      },
      {
        title: "ilert fällt aus",
        tasks: [
          "Drücken Sie in der Zeile von ilert „Down“.",
          "Lösen Sie noch einen Alarm aus. Er wartet in der Outbox, auf der Festplatte des Bots.",
        ],
      },
      {
        title: "Auch der Bot stürzt ab",
        tasks: [
          "Drücken Sie in der Zeile des Bots „Kill“: SIGKILL, als fiele der Strom aus.",
          "Drücken Sie „Start“. Der Bot findet den Alarm auf seiner Festplatte.",
          "Drücken Sie in der Zeile von ilert „Up“.",
          "Sehen Sie zu: Der Alarm kommt an. Einmal.",
        ],
      },
      {
        title: "Konfiguration ändern",
        tasks: [
          "Bauen Sie in die Datei einen Fehler ein, etwa „falback“, und drücken Sie „Save“.",
          "Der Bot meldet den Fehler; die alte Konfiguration bleibt in Kraft. Beheben Sie ihn und speichern Sie.",
        ],
      },
    ],
  },
};

/** The languages, by code. */
export const LANGUAGES = Object.keys(WORDS);
