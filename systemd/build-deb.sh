#!/bin/bash
# Build a Debian package of this tree, for the Debian (and the Python) of this machine. Needs no root.
#
#   systemd/build-deb.sh DIRECTORY      leaves il-alert-bot_VERSION_ARCHITECTURE.deb there
#
# The package brings a release to /usr/lib/il-alert-bot. dpkg deletes an old version's files before the new one's postinst
# runs, so nothing is run from there: postinst has il-alert-bot-release copy it to /opt/il-alert-bot, check it, and switch.
set -euo pipefail
umask 022

here=$(cd "$(dirname "$0")" && pwd)
out=${1:?which directory to leave the package in}
python=/usr/bin/python3

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
stage=$work/stage
release=$stage/usr/lib/il-alert-bot
doc=$stage/usr/share/doc/il-alert-bot
mkdir -p "$stage/DEBIAN" "$release"

echo "il-alert-bot: building the package, which takes a minute"
"$here/build-release.sh" "$release" "$python"
install -D -m 755 "$here/il-alert-bot.sh" "$stage/usr/bin/il-alert-bot"
install -D -m 755 "$here/il-alert-bot-release.sh" "$stage/usr/sbin/il-alert-bot-release"
install -D -m 644 "$here/il-alert-bot.service" "$stage/lib/systemd/system/il-alert-bot.service"
install -m 644 "$here"/il-alert-bot-drill.{service,timer} "$stage/lib/systemd/system"
install -D -m 644 "$here/il-alert-bot.sysusers.conf" "$stage/usr/lib/sysusers.d/il-alert-bot.conf"
share=$stage/usr/share
install -D -m 644 "$release/share/completion/bash" "$share/bash-completion/completions/il-alert-bot"
install -D -m 644 "$release/share/completion/zsh" "$share/zsh/vendor-completions/_il-alert-bot"
install -D -m 644 "$release/share/completion/fish" "$share/fish/vendor_completions.d/il-alert-bot.fish"
install -m 755 "$here"/debian/{preinst,postinst,prerm,postrm} "$stage/DEBIAN"
install -D -m 644 "$here/debian/copyright" "$doc/copyright"
install -D -m 644 "$here/debian/lintian-overrides" "$stage/usr/share/lintian/overrides/il-alert-bot"
ln -s ../../../lib/il-alert-bot/share/doc/docs "$doc/docs"
gzip --best --no-name <"$here/../CHANGELOG.md" >"$doc/CHANGELOG.md.gz"

version=$("$release/bin/python3" -IB -m bot.cli.main --version)
# Debian sorts what follows a tilde before what has none: 1.0~rc1 comes before 1.0.
version=$(sed -E 's/^.* //; s/(a|b|rc|\.dev)([0-9]+)/~\1\2/' <<<"$version")
architecture=$(dpkg --print-architecture)
read -r minor next < <("$python" -c 'import sys; print("3.%d 3.%d" % (sys.version_info[1], sys.version_info[1] + 1))')

maintainer="${DEBFULLNAME:-$(id -un)} <${DEBEMAIL:-$(id -un)@$(hostname -f)}>"

gzip --best --no-name >"$doc/changelog.gz" <<EOF
il-alert-bot ($version) stable; urgency=medium

  * What is new stands in CHANGELOG.md.gz.

 -- $maintainer  $(date --rfc-email --utc)
EOF
cat >"$stage/DEBIAN/control" <<EOF
Package: il-alert-bot
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $(du --summarize --block-size=1024 "$stage" | cut -f 1)
Depends: python3 (>= $minor), python3 (<< $next), ca-certificates, libc6, systemd${EXTRA:+, libpq5}
Section: net
Priority: optional
Description: raise ilert alerts from Slack with /il-alert
 A small service that runs inside your own network. It connects out to Slack
 (Socket Mode: no public address, no open port) and to ilert, and decides from
 one file that you write, and from ilert's own permissions, who may alert whom.
 Alerts are kept on disk until ilert has them.
EOF
(cd "$stage" && find usr lib -type f -print0 | sort -z | xargs -0 md5sum) >"$stage/DEBIAN/md5sums"

mkdir -p "$out"
dpkg-deb --root-owner-group --build "$stage" "$out/il-alert-bot_${version}_$architecture.deb"
