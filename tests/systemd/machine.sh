#!/usr/bin/env bash
# machine.sh PREPARE COMMAND: run COMMAND on a throw-away machine with a systemd of its own.
#
# The machine has this one's files, of which it can change none: what is written goes to memory and is gone at the end.
# It has its own processes, network, mounts and control groups. PREPARE is run before systemd starts, while this
# machine's network can still be reached. Both are given to bash. Exits with COMMAND's code; with 77 where this machine
# cannot do such a thing.
set -euo pipefail
self=$(realpath "$0")

cannot() {
  echo "machine.sh: $1" >&2
  exit 77
}

# Each stage runs in more namespaces than the one before.
case ${STAGE:-begin} in
  begin)
    [[ $(id -u) == 0 ]] || cannot "needs root"
    [[ -x /lib/systemd/systemd ]] || cannot "needs systemd, from the package of that name"
    unshare --mount --pid --fork --net --uts --ipc --cgroup true 2>/dev/null ||
      cannot "needs namespaces, which this machine does not allow"
    folder=$(mktemp -d)
    trap 'rmdir "$folder"' EXIT
    STAGE=build FOLDER=$folder REPOSITORY=$PWD unshare --mount --propagation private "$self" "$@"
    ;;

  build)
    # shellcheck disable=SC2153  # the stage before sets FOLDER
    mount -t tmpfs machine "$FOLDER"
    cd "$FOLDER"
    mkdir upper work root
    mount -t overlay overlay -o "lowerdir=/,upperdir=$FOLDER/upper,workdir=$FOLDER/work" root 2>/dev/null ||
      cannot "needs overlay mounts, which this machine does not allow"
    for folder in proc sys dev; do mount --rbind "/$folder" "root/$folder"; done
    for folder in run tmp; do mount -t tmpfs tmpfs "root/$folder"; done
    # No service of this machine belongs to the throw-away one.
    rm -rf root/etc/systemd/system/*.wants root/etc/systemd/system/*.requires
    chroot root bash -euc "cd '$REPOSITORY'; $1"
    umount --recursive root/proc root/sys root/dev

    log=$FOLDER/systemd.log
    STAGE=boot ROOT=$FOLDER/root unshare --mount --pid --fork --net --uts --ipc --cgroup "$self" >"$log" 2>&1 &
    unshared=$!
    end() {
      kill -KILL "$(pgrep -P "$unshared" || echo "$unshared")" 2>/dev/null || true
      wait "$unshared" 2>/dev/null || true
    }
    trap end EXIT
    inside() {
      nsenter --all --target "$(pgrep -P "$unshared")" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 "$@"
    }
    for ((tries = 0; ; tries++)); do
      inside systemctl is-system-running 2>/dev/null | grep --quiet --extended-regexp 'running|degraded' && break
      if ((tries == 300)) || ! kill -0 "$unshared" 2>/dev/null; then
        cat "$log" >&2
        cannot "systemd did not start"
      fi
      sleep 0.1
    done
    inside bash -euc "cd '$REPOSITORY'; $2"
    ;;

  boot)
    mount --make-rprivate /
    mount -t proc proc "$ROOT/proc"
    mount -t sysfs -o ro sysfs "$ROOT/sys"
    mount -t cgroup2 cgroup2 "$ROOT/sys/fs/cgroup"
    mount -t tmpfs -o mode=755 tmpfs "$ROOT/dev"
    mkdir "$ROOT/dev/pts" "$ROOT/dev/shm"
    for device in 'null 1 3' 'zero 1 5' 'full 1 7' 'random 1 8' 'urandom 1 9' 'tty 5 0'; do
      read -r name major minor <<<"$device"
      mknod --mode 666 "$ROOT/dev/$name" c "$major" "$minor"
    done
    mount -t devpts -o newinstance,ptmxmode=0666 devpts "$ROOT/dev/pts"
    ln -s pts/ptmx "$ROOT/dev/ptmx"
    ln -s /proc/self/fd "$ROOT/dev/fd"
    ip link set lo up
    hostname throw-away
    mkdir "$ROOT/run/before"
    cd "$ROOT"
    pivot_root . run/before
    umount --lazy run/before
    # Credentials are mounts that systemd passes on to its services: they must propagate.
    mount --make-rshared /
    exec env --ignore-environment container=throw-away /lib/systemd/systemd --unit=basic.target
    ;;
esac
