#!/bin/bash
# Build a release: a complete virtual environment with il-alert-bot and the locked versions of what it needs. It works
# wherever it is moved to, and knows nothing of where it was built.
#
#   systemd/build-release.sh DIRECTORY [INTERPRETER]
#
# EXTRA=postgresql   with the driver for a database that several hosts share; it needs libpq where it runs
set -euo pipefail
umask 022
# Bytecode has the path of its source in it; it is made where the release is used.
export PYTHONDONTWRITEBYTECODE=1

tree=$(cd "$(dirname "$0")/.." && pwd)
release=${1:?which directory to build in}
python=${2:-/usr/bin/python3}

fail() {
  echo "il-alert-bot: $*" >&2
  exit 1
}

command -v "$python" >/dev/null || fail "$python: there is no such program; expected a Python 3.11 or later."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  fail "$python is $("$python" --version 2>&1); expected 3.11 or later. Name another: SYSTEM_PYTHON=/path/to/python3"
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
  fail "$python cannot make virtual environments; on Debian: apt install python3-venv"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# pip and what builds the wheel stay out of the release: it has what it runs, and nothing else.
"$python" -m venv "$work/tools"
pip() {
  "$work/tools/bin/python" -m pip --quiet --disable-pip-version-check "$@"
}
pip install --require-hashes --requirement "$tree/requirements-build.lock"
pip wheel --no-deps --no-build-isolation --wheel-dir "$work/wheels" "$tree"

"$python" -m venv --without-pip "$release"
pip --python "$release/bin/python3" install --no-compile --require-hashes --requirement "$tree/requirements${EXTRA:+-$EXTRA}.lock"
# By name: given the file's path, pip would write that path into the release.
pip --python "$release/bin/python3" install --no-compile --no-deps --no-index --find-links "$work/wheels" ilert-slack-bot

# In bin/ stay the links to Python and our one command; the others have the path of this machine in their first line.
find "$release/bin" -type f -delete
sed -i '/^command = /d' "$release/pyvenv.cfg"
cat >"$release/bin/il-alert-bot" <<'EOF'
#!/bin/sh
# Resolved, so that what runs stays with the release it started from. -I: no Python modules from anywhere else.
exec "$(dirname "$(readlink -f "$0")")/python3" -I -m bot.cli.main "$@"
EOF
chmod 755 "$release/bin/il-alert-bot"

mkdir -p "$release/share/completion"
for shell in bash zsh fish; do
  "$release/bin/python3" -IB -m bot.cli.main completion "$shell" >"$release/share/completion/$shell"
done
install -D -m 644 "$tree/config.example.toml" "$release/share/config.example.toml"
# Laid out as in the repository, so that their links hold.
install -D -m 644 -t "$release/share/doc" "$tree"/{README,CHANGELOG,SECURITY}.md "$tree/config.example.toml"
install -D -m 644 -t "$release/share/doc/docs" "$tree"/docs/*
install -D -m 644 "$tree/systemd/environment.example" "$release/share/environment.example"
