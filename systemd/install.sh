#!/bin/bash
# Install il-alert-bot on this machine, upgrade it, or remove it. `make install` and `make uninstall` call this.
#
#   systemd/install.sh install [INTERPRETER]
#   systemd/install.sh uninstall
#
# DESTDIR=DIRECTORY   put everything below that directory; nothing is started or asked of this machine
# PURGE=1             uninstall removes configuration, secrets and state too
set -euo pipefail
umask 022

here=$(cd "$(dirname "$0")" && pwd)
root=${DESTDIR:+$(realpath -m "$DESTDIR")}

command=$root/usr/local/bin/il-alert-bot
releases=$root/usr/local/sbin/il-alert-bot-release
units=$root/etc/systemd/system
unit=$units/il-alert-bot.service
drill=$units/il-alert-bot-drill
sysusers=$root/usr/lib/sysusers.d/il-alert-bot.conf
# Where each shell looks for what was installed by hand.
declare -A completions=(
  [bash]=$root/usr/local/share/bash-completion/completions/il-alert-bot
  [zsh]=$root/usr/local/share/zsh/site-functions/_il-alert-bot
  [fish]=$root/usr/local/share/fish/vendor_completions.d/il-alert-bot.fish
)

fail() {
  echo "il-alert-bot: $*" >&2
  exit 1
}

live() {
  [ -z "$root" ] && [ -d /run/systemd/system ]
}

install_all() {
  local build
  build=$(mktemp -d)
  # shellcheck disable=SC2064  # the directory of now
  trap "rm -rf '$build'" EXIT
  echo "il-alert-bot: building the release, which takes a minute"
  "$here/build-release.sh" "$build/release" "$@"

  install -D -m 755 "$here/il-alert-bot.sh" "$command"
  install -D -m 755 "$here/il-alert-bot-release.sh" "$releases"
  install -D -m 644 "$here/il-alert-bot.sysusers.conf" "$sysusers"
  install -D -m 644 "$here/il-alert-bot.service" "$unit"
  install -m 644 "$here"/il-alert-bot-drill.{service,timer} "$units"
  for shell in "${!completions[@]}"; do
    install -D -m 644 "$build/release/share/completion/$shell" "${completions[$shell]}"
  done
  IL_ALERT_ROOT=$root "$releases" add "$build/release"
}

uninstall_all() {
  if live && [ -e "$unit" ]; then
    systemctl disable --now il-alert-bot.service
    if [ -e "$drill.timer" ]; then systemctl disable --now il-alert-bot-drill.timer; fi
  fi
  rm -rf "$unit" "$drill".{service,timer} "$sysusers" "$command" "$releases" "${completions[@]}" "$root/opt/il-alert-bot"
  if live; then systemctl daemon-reload; fi

  if [ "${PURGE:-}" = 1 ]; then
    rm -rf "$root/etc/il-alert-bot" "$root/var/lib/il-alert-bot" "$unit.d" "$drill".{service,timer}.d
    echo "il-alert-bot: removed, with its configuration, secrets and state."
  else
    echo "il-alert-bot: removed. Configuration and secrets (/etc/il-alert-bot) and alerts (/var/lib/il-alert-bot) are left;"
    echo "              sudo make uninstall PURGE=1 removes them too."
  fi
}

[ -n "$root" ] || [ "$(id -u)" = 0 ] || fail "only root may do this: sudo make ${1-install}"
if [ -z "$root" ] && dpkg-query --show --showformat '${Status}' il-alert-bot 2>/dev/null | grep -q ' installed$'; then
  fail "this machine has il-alert-bot as a Debian package: upgrade or remove it with apt."
fi
case ${1-} in
  install) install_all "${@:2}" ;;
  uninstall) uninstall_all ;;
  *) fail "expected install or uninstall" ;;
esac
