"""What the exit codes mean, the same for every command. 2 is argparse's: the command was misused."""

OK = 0
MISTAKES = 1
"""What was asked about is not as it should be; what is wrong was printed."""
CONFIGURATION = 78
"""sysexits.h, EX_CONFIG: the settings or the policy file are wrong; starting again will not help."""
