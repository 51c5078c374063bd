"""How commands end. The exit codes are the same for every command; 2 is argparse's: the command line was misused."""

OK = 0
MISTAKES = 1
"""What was asked about has mistakes, or could not be done; what is wrong was printed."""
CONFIGURATION = 78
"""sysexits.h, EX_CONFIG: settings, tokens or the policy file are wrong; starting again will not help."""


class CommandFailed(Exception):
    """Ends a command: the message goes to standard error, and `code` is the exit code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code
