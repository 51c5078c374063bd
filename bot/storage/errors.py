"""What everybody who keeps something must be ready for, whatever it is kept in."""


class StorageUnavailable(Exception):
    """The storage cannot be read or written now. Nothing was changed."""


class WriteUnknown(StorageUnavailable):
    """The connection broke while a change was being committed: nobody knows whether it was."""


class SchemaTooNew(Exception):
    """The database was written by a newer version of this bot, and this one must not touch it."""
