"""An owner of a table, for tests of the file that tables are in."""

from bot.storage.migrations import Owner

TOYS = Owner(
    "toys",
    (
        "CREATE TABLE toy (number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, text TEXT NOT NULL, "
        "state TEXT NOT NULL DEFAULT 'kept') STRICT",
    ),
    after_salvage="UPDATE toy SET state = 'salvaged' WHERE name LIKE 'toy%'",
)
GAMES = Owner("games", ("CREATE TABLE game (player TEXT, toy INTEGER, UNIQUE (player, toy)) STRICT",))


def add(database, name, text=""):
    return database.execute("INSERT INTO toy (name, text) VALUES (?, ?)", (name, text)).rowcount


def names(database):
    return [name for (name,) in database.execute("SELECT name FROM toy ORDER BY number")]
