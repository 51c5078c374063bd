"""What holds for every test."""

from hypothesis import HealthCheck, settings

# How fast the machine is at the moment is no property of the code: timings belong in `make bench`.
settings.register_profile("il-alert-bot", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("il-alert-bot")
