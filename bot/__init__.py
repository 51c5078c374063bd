"""Raise ilert alerts from Slack with /il-alert."""
