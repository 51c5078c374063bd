"""`il-alert-bot demo` and `sandbox`: the simulated Slack and ilert, and the real daemon beside them."""
