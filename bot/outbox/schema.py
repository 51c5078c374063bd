"""The outbox's tables, version by version.

Words such as states and events are open: a later release adds some without making a table anew.
"""

from bot.storage.migrations import Owner

_VERSION_1 = """
    CREATE TABLE alert (
        number        INTEGER PRIMARY KEY AUTOINCREMENT,
        key           TEXT NOT NULL UNIQUE,
        reference     TEXT NOT NULL,
        person        TEXT NOT NULL,
        request       TEXT NOT NULL,
        state         TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'given_up')),
        accepted_at   REAL NOT NULL,
        trying_since  REAL NOT NULL,
        tries         INTEGER NOT NULL DEFAULT 0,
        tried_at      REAL NOT NULL DEFAULT 0,
        next_try_at   REAL NOT NULL DEFAULT 0,
        claimed       INTEGER NOT NULL DEFAULT 0,
        way           TEXT CHECK (way IN ('event', 'alert')),
        routing_key   TEXT,
        unknown_since REAL,
        problem       TEXT,
        outcome       TEXT,
        settled_at    REAL,
        told          INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX alert_waiting ON alert (person, number) WHERE state = 'waiting';
    CREATE INDEX alert_untold ON alert (number) WHERE state <> 'waiting' AND NOT told;
    CREATE INDEX alert_reference ON alert (reference);
"""

# One notice for each alert, event and subscriber. Who settles an alert need not know the subscribers: a notice to '*'
# is copied to each of them by whoever has them.
_VERSION_2 = """
    CREATE TABLE alert_2 (
        number         INTEGER PRIMARY KEY AUTOINCREMENT,
        key            TEXT NOT NULL UNIQUE,
        reference      TEXT NOT NULL,
        person         TEXT NOT NULL,
        request        TEXT NOT NULL,
        state          TEXT NOT NULL DEFAULT 'waiting',
        unreadable     INTEGER NOT NULL DEFAULT 0,
        accepted_at    REAL NOT NULL,
        trying_since   REAL NOT NULL,
        tries          INTEGER NOT NULL DEFAULT 0,
        tried_at       REAL NOT NULL DEFAULT 0,
        next_try_at    REAL NOT NULL DEFAULT 0,
        owner          TEXT,
        lease_until    REAL,
        fence          INTEGER NOT NULL DEFAULT 0,
        way            TEXT,
        routing_key    TEXT,
        in_doubt_since REAL,
        problem        TEXT,
        outcome        TEXT,
        settled_at     REAL
    ) STRICT;
    INSERT INTO alert_2 (number, key, reference, person, request, state, accepted_at, trying_since, tries, tried_at,
                         next_try_at, way, routing_key, in_doubt_since, problem, outcome, settled_at)
        SELECT number, key, reference, person, request, state, accepted_at, trying_since, tries, tried_at,
               next_try_at, way, routing_key, unknown_since, problem, outcome, settled_at FROM alert;
    CREATE TABLE notice (
        number      INTEGER PRIMARY KEY AUTOINCREMENT,
        alert       INTEGER NOT NULL,
        subscriber  TEXT NOT NULL,
        event       TEXT NOT NULL,
        detail      TEXT NOT NULL DEFAULT '',
        created_at  REAL NOT NULL,
        tries       INTEGER NOT NULL DEFAULT 0,
        mistakes    INTEGER NOT NULL DEFAULT 0,
        next_try_at REAL NOT NULL DEFAULT 0,
        owner       TEXT,
        lease_until REAL,
        fence       INTEGER NOT NULL DEFAULT 0,
        done_at     REAL,
        result      TEXT NOT NULL DEFAULT '',
        UNIQUE (alert, subscriber, event)
    ) STRICT;
    INSERT INTO notice (alert, subscriber, event, created_at)
        SELECT number, '*', 'settled', coalesce(settled_at, accepted_at) FROM alert
        WHERE state <> 'waiting' AND NOT told;
    DROP TABLE alert;
    ALTER TABLE alert_2 RENAME TO alert;
    CREATE INDEX alert_waiting ON alert (person, number) WHERE state = 'waiting' AND NOT unreadable;
    CREATE INDEX alert_reference ON alert (reference);
    CREATE INDEX notice_open ON notice (next_try_at) WHERE done_at IS NULL;
"""

# Only adds. What waits for a sighting has `sent_at`.
_VERSION_3 = """
    ALTER TABLE alert ADD COLUMN sent_at REAL;
    ALTER TABLE alert ADD COLUMN paged_by TEXT;
    CREATE INDEX alert_sent ON alert (sent_at) WHERE sent_at IS NOT NULL;
    CREATE TABLE duty (
        name        TEXT PRIMARY KEY,
        owner       TEXT NOT NULL,
        lease_until REAL NOT NULL
    ) STRICT;
    CREATE TABLE source_knowledge (
        source       INTEGER PRIMARY KEY,
        takes_events INTEGER NOT NULL,
        since        REAL NOT NULL
    ) STRICT
"""

# Only adds: what was seen of each alert since it was raised.
_VERSION_4 = """
    CREATE TABLE live_alert (
        alert      INTEGER PRIMARY KEY,
        alert_id   INTEGER NOT NULL,
        seen       TEXT NOT NULL,
        raised_at  REAL NOT NULL,
        changed_at REAL NOT NULL,
        version    INTEGER NOT NULL DEFAULT 1,
        ended      TEXT NOT NULL DEFAULT ''
    ) STRICT;
    CREATE INDEX live_alert_open ON live_alert (alert) WHERE ended = ''
"""

# Only adds: what people did with alerts, and the alerts' cards.
_VERSION_5 = """
    CREATE TABLE alert_action (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        alert  INTEGER NOT NULL,
        press  TEXT NOT NULL,
        kind   TEXT NOT NULL,
        person TEXT NOT NULL,
        about  TEXT NOT NULL,
        at     REAL NOT NULL,
        done   INTEGER NOT NULL DEFAULT 0,
        UNIQUE (alert, press)
    ) STRICT;
    CREATE TABLE card (
        alert       INTEGER PRIMARY KEY,
        state       TEXT NOT NULL,
        channel     TEXT NOT NULL,
        ts          TEXT,
        thread_ts   TEXT,
        problem     TEXT NOT NULL DEFAULT '',
        told        TEXT NOT NULL DEFAULT '',
        escalations INTEGER NOT NULL DEFAULT 0,
        wanted      INTEGER NOT NULL DEFAULT 1,
        shown       INTEGER NOT NULL DEFAULT 0,
        next_try_at REAL NOT NULL DEFAULT 0,
        owner       TEXT,
        lease_until REAL,
        fence       INTEGER NOT NULL DEFAULT 0
    ) STRICT
"""

# Only adds: what is looked for all the time is found without a look at what is settled.
_VERSION_6 = """
    CREATE INDEX alert_person ON alert (person, number);
    CREATE INDEX alert_looked_for ON alert (number) WHERE state = 'sent';
    CREATE INDEX alert_unreadable ON alert (number) WHERE unreadable;
    CREATE INDEX card_open ON card (alert) WHERE state = 'wanted' OR (state = 'posted' AND shown < wanted)
"""

# Of a waiting alert nobody knows whether its newest state survived: whether ilert has it is in doubt.
_AFTER_SALVAGE = """
    UPDATE alert SET in_doubt_since = (julianday('now') - 2440587.5) * 86400.0, owner = NULL, lease_until = NULL
        WHERE state = 'waiting';
    UPDATE notice SET owner = NULL, lease_until = NULL;
    DELETE FROM notice WHERE alert NOT IN (SELECT number FROM alert);
    DELETE FROM live_alert WHERE alert NOT IN (SELECT number FROM alert);
    DELETE FROM alert_action WHERE alert NOT IN (SELECT number FROM alert);
    UPDATE card SET owner = NULL, lease_until = NULL;
    DELETE FROM card WHERE alert NOT IN (SELECT number FROM alert)
"""

OUTBOX = Owner("outbox", (_VERSION_1, _VERSION_2, _VERSION_3, _VERSION_4, _VERSION_5, _VERSION_6), _AFTER_SALVAGE)
