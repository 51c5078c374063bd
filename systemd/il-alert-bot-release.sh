#!/bin/bash
# The releases of il-alert-bot on this machine: /opt/il-alert-bot/current leads to the one in use, `previous` to the one
# before it. Those two are kept. Configuration, secrets and waiting alerts are elsewhere and belong to no release.
set -euo pipefail
umask 022

usage() {
  cat <<'EOF'
usage: il-alert-bot-release list            which releases are here, and which is in use
       il-alert-bot-release rollback        go back to the release before; once more: forward again
       il-alert-bot-release add DIRECTORY   take a new release into use (`make install` and the package do this)

IL_ALERT_ROOT=DIRECTORY works on a system that lies in a directory, and starts nothing there.
EOF
}

root=${IL_ALERT_ROOT:+$(realpath -m "$IL_ALERT_ROOT")}
home=$root/opt/il-alert-bot
etc=$root/etc/il-alert-bot
user=il-alert-bot

say() {
  echo "il-alert-bot: $*"
}

fail() {
  say "$@" >&2
  exit 1
}

# Whether a systemd runs here that knows of the service; in a container or a directory there is none.
live() {
  [ -z "$root" ] && [ -d /run/systemd/system ]
}

running() {
  live && case $(systemctl is-active il-alert-bot.service) in active | activating | reloading) ;; *) return 1 ;; esac
}

# The name of the release that a link leads to; nothing where there is no such link.
release_of() {
  local target
  target=$(readlink "$home/$1") && basename "$target"
}

# Point a link at a release, in one step: there is no moment without it.
point() {
  ln -sfn "releases/$2" "$home/.$1.new"
  mv -T "$home/.$1.new" "$home/$1"
}

# The user, folders and files that every release uses. What is there stays as it is.
prepare() {
  local release=$1
  if [ -z "$root" ]; then
    systemd-sysusers il-alert-bot.conf
    # systemd does the same at the first start; the doctor wants to see it earlier.
    install -d -m 750 -o "$user" -g "$user" /var/lib/il-alert-bot
  fi
  [ -d "$etc" ] || install -d -m 755 "$etc"
  install -d -m 700 "$etc/credentials"
  [ -e "$etc/config.toml" ] || install -m 644 "$release/share/config.example.toml" "$etc/config.toml"
  if [ ! -e "$etc/environment" ]; then
    # A proxy's address may have a password in it.
    install -m 640 "$release/share/environment.example" "$etc/environment"
    [ -n "$root" ] || chgrp "$user" "$etc/environment"
  fi
}

# Run a release's command as the service would: as its user, with its policy file and nothing else of our environment.
# $state is its state directory, if it is to have one.
as_service() {
  local release=$1 config
  shift
  config=$(sed -n 's/^IL_ALERT_CONFIG=//p' "$etc/environment" | tail -n 1)
  local -a settings=(PATH="$PATH" IL_ALERT_CONFIG="${config:-$etc/config.toml}" IL_ALERT_STATE_DIR="${state:-/nonexistent}")
  local -a become=()
  [ -n "$root" ] || become=(setpriv --reuid="$user" --regid="$user" --clear-groups)
  (cd / && "${become[@]}" env -i "${settings[@]}" "$release/bin/il-alert-bot" "$@")
}

# Fail, with what is wrong, unless a release can work with the configuration of this machine.
check() {
  local release=$1 said
  said=$(as_service "$release" --version 2>&1) || fail "${release##*/} does not run:
$said
Nothing was changed.${current:+ $current stays in use.}"
  # No state: what has gone from ilert, or a [[test]] about somebody who has, is no reason to keep a release out.
  said=$(as_service "$release" check 2>&1) || fail "${release##*/} does not accept this machine's policy file:
$said
Nothing was changed.${current:+ $current stays in use.} Fix the file, and try again."
  said=$(state=$root/var/lib/il-alert-bot as_service "$release" check 2>&1) ||
    echo "il-alert-bot: the policy file names what was not in ilert when the service last read it:
$said"
}

# Take a release into use. If the service ran, it is restarted; if it does not start, all is as before.
use() {
  local new=$1 old=$current before
  before=$(release_of previous || true)
  point current "$new"
  [ -z "$old" ] || point previous "$old"
  if ! running; then
    say "$new is in use.${old:+ The service does not run; it was not started.}"
    return
  fi
  if systemctl restart il-alert-bot.service; then
    say "$new is in use, and the service was restarted with it."
    return
  fi
  echo "--- what the service said last:" >&2
  journalctl --unit il-alert-bot.service --lines 10 --output cat --no-pager >&2 || true
  echo "---" >&2
  point current "$old"
  if [ -n "$before" ]; then point previous "$before"; else rm "$home/previous"; fi
  systemctl restart il-alert-bot.service ||
    fail "$new did not start, and neither did $old, which is in use again. See: journalctl -u il-alert-bot"
  fail "$new did not start. $old is in use again, and the service runs with it."
}

# Remove a release that did not come into use.
discard() {
  [ "$(release_of current)" = "$1" ] || rm -rf "$home/releases/$1"
}

add() {
  local source version new
  source=$(realpath "$1")
  # -B: a package's files are dpkg's, and no others belong beside them.
  version=$("$source/bin/python3" -IB -m bot.cli.main --version) || fail "$source: there is no release that runs here"
  new=${version##* }-$(date -u +%Y%m%d-%H%M%S)
  mkdir -p "$home/releases"
  [ ! -e "$home/releases/$new" ] || fail "$home/releases/$new is there already; try again"
  trap 'discard "$new"' EXIT
  cp -a "$source" "$home/releases/$new"
  # The service may not write here. Nobody else will change a source either, so its date need not be compared.
  "$home/releases/$new/bin/python3" -m compileall -qf --invalidation-mode unchecked-hash "$home/releases/$new/lib" ||
    fail "$source: not all of it is Python that runs here. Nothing was changed."
  prepare "$home/releases/$new"
  check "$home/releases/$new"
  if live; then systemctl daemon-reload; fi
  use "$new"
  trap - EXIT
  if [ -n "$current" ]; then
    say "Back to $current: sudo il-alert-bot-release rollback"
  elif [ -z "$root" ]; then
    first_steps
  fi
  prune
}

first_steps() {
  cat <<'EOF'

Before its first start:
  1. say who may alert whom            sudoedit /etc/il-alert-bot/config.toml
     and check what you wrote          il-alert-bot check
  2. set the three secrets             sudo il-alert-bot credentials
     two come from a Slack app         il-alert-bot manifest
  3. see whether all is well           sudo il-alert-bot doctor
  4. start it, now and at every boot   sudo systemctl enable --now il-alert-bot

Each step in detail: /opt/il-alert-bot/current/share/doc/docs/install.md
EOF
}

rollback() {
  local previous
  previous=$(release_of previous) || fail "there is no release before ${current:-this} to go back to."
  check "$home/releases/$previous"
  use "$previous"
}

# Remove all releases but the one in use and the one before it.
prune() {
  local kept release
  kept=" $(release_of current) $(release_of previous || true) "
  for release in "$home"/releases/*; do
    case $kept in *" ${release##*/} "*) ;; *) rm -rf "$release" ;; esac
  done
}

list() {
  local release previous
  previous=$(release_of previous || true)
  for release in "$home"/releases/*; do
    case ${release##*/} in
      "$current") echo "${release##*/}  in use" ;;
      "$previous") echo "${release##*/}  before" ;;
    esac
  done
}

current=$(release_of current || true)
case "${1-} $#" in
  "list 1")
    [ -n "$current" ] || fail "no release is installed."
    list
    exit
    ;;
  "rollback 1" | "add 2") ;;
  "--help 1" | "-h 1") usage && exit ;;
  *) usage >&2 && exit 2 ;;
esac

[ -n "$root" ] || [ "$(id -u)" = 0 ] || fail "only root may do this: sudo il-alert-bot-release $1"
mkdir -p "$home"
exec {lock}>"$home/.lock"
flock --nonblock "$lock" || fail "another il-alert-bot-release is at work; wait for its end."
"$@"
