#!/bin/sh
# il-alert-bot as people type it: with the settings, secrets and state of the installed service, where the environment
# does not say otherwise and whoever types it may read them.

# `run` is systemd's to call, with what the unit gives it; started by root, it would leave files that only root can use.
if [ "${1-}" != run ]; then
  : "${STATE_DIRECTORY=/var/lib/il-alert-bot}"
  export STATE_DIRECTORY
  if [ -z "${CREDENTIALS_DIRECTORY-}" ] && [ -r /etc/il-alert-bot/credentials ]; then
    export CREDENTIALS_DIRECTORY=/etc/il-alert-bot/credentials
  fi
  if [ -r /etc/il-alert-bot/environment ]; then
    while IFS= read -r line || [ -n "$line" ]; do
      name=${line%%=*}
      case $name in '' | "$line" | [0-9]* | *[!A-Za-z0-9_]*) continue ;; esac
      printenv "$name" >/dev/null || export "${line?}"
    done </etc/il-alert-bot/environment
  fi
fi
exec /opt/il-alert-bot/current/bin/il-alert-bot "$@"
