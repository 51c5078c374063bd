"""The policy file and the settings that the daemon of most tests runs with."""

POLICY = """
[dialog]
fallback = "Urgent? Call +49 221 5550 0000"

[[slack_alert_source]]
id       = 2247477
channels = ["#demo"]
label    = "Please choose a problem area to report an incident."
announce = false

  [[slack_alert_source.escalation_policy]]
  id   = 81211
  name = "Network Infrastructure"

  [[slack_alert_source.escalation_policy]]
  id   = 81212
  name = "Platform Infrastructure"

  [[slack_alert_source.escalation_policy]]
  id   = 81214
"""


def write_policy(folder):
    """Write the policy file as an operator would; returns its path."""
    path = folder / "config.toml"
    path.write_text(POLICY)
    path.chmod(0o644)
    return path


def settings_for(sandbox, policy_file, state_dir):
    """What the daemon's environment says, with this sandbox as Slack and ilert."""
    return {
        "SLACK_API_URL": sandbox.slack_api_url,
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "ILERT_ENDPOINT": sandbox.ilert_endpoint,
        "ILERT_WEB_URL": sandbox.ilert_endpoint,
        "ILERT_API_TOKEN": sandbox.ilert_token,
        "IL_ALERT_CONFIG": str(policy_file),
        "IL_ALERT_LISTEN": "127.0.0.1:0",
        "IL_ALERT_STATE_DIR": str(state_dir),
    }
