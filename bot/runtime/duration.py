"""Durations in words."""


def duration(seconds: float) -> str:
    """Write a duration for people: 40 s, 2 min, 3 h, 2 days. A negative one, of a clock set back, is none: 0 s."""
    seconds = max(0.0, seconds)
    for unit, length, most in (("s", 1, 100), ("min", 60, 100), ("h", 3600, 48)):
        if (number := int(seconds // length)) < most:
            return f"{number} {unit}"
    return f"{int(seconds // 86_400)} days"
