"""What the exit codes mean, the same for every command. 2 is argparse's: the command line was misused."""

OK = 0
MISTAKES = 1
"""What was asked about has mistakes, or could not be done; what is wrong was printed."""
CONFIGURATION = 78
"""sysexits.h, EX_CONFIG: settings, tokens or the policy file are wrong; starting again will not help."""
