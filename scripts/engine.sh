#!/bin/bash
# A private Docker Engine for the tests, stopped by its own process id.
#   engine.sh start DIR      start it with its data under DIR; prints DOCKER_HOST=unix://...
#   engine.sh registry DIR   start a registry on that engine's loopback; prints REGISTRY=127.0.0.1:5000
#   engine.sh stop DIR       stop both and remove DIR
# Exit status 3: it can't be started here, with the reason on stderr.
set -u
[ $# = 2 ] || { sed -n '2,6s/^# //p' "$0" >&2; exit 2; }
command=$1
mkdir -p "$2" && dir=$(cd "$2" && pwd) || exit 3
socket=unix://$dir/docker.sock

say_no() { echo "no container tests: $1" >&2; exit 3; }

# the process id in a file, if that process is ours: another may have got the number since
running() {
  local pid
  pid=$(cat "$1" 2>/dev/null) && [ -n "$pid" ] && [ -r "/proc/$pid/cmdline" ] || return 1
  tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF -- "$2" && echo "$pid"
}
engine() { running "$dir/pid" "--data-root $dir/root"; }
registry() { running "$dir/registry.pid" "$dir/registry.yml"; }

# send TERM, wait, then KILL
finish() {
  kill -TERM "$1" 2>/dev/null
  for _ in $(seq 150); do [ -d "/proc/$1" ] || return 0; sleep 0.1; done
  kill -KILL "$1" 2>/dev/null
}

start_engine() {
  if engine >/dev/null; then echo "DOCKER_HOST=$socket"; return; fi
  [ "$(id -u)" = 0 ] || say_no "a Docker Engine is started by root only"
  for tool in dockerd containerd runc unshare curl python3; do
    command -v "$tool" >/dev/null || say_no "$tool is not installed"
  done
  unshare --net true 2>/dev/null || say_no "no network namespaces here"
  local driver=()
  grep -q overlay /proc/filesystems || driver=(--storage-driver vfs)
  echo '{}' >"$dir/daemon.json"
  rm -f "$dir/pid"
  # In a network namespace of its own: a second engine must not touch the bridge and firewall of a first.
  # Its loopback starts down, and the registry needs it.
  setsid unshare --net bash -c '
    python3 -c "
import fcntl, socket, struct
s = socket.socket()
fcntl.ioctl(s, 0x8914, struct.pack(\"16sh22x\", b\"lo\", 0x41))  # SIOCSIFFLAGS: up and running
" && exec dockerd "$@"' dockerd \
    --config-file "$dir/daemon.json" --data-root "$dir/root" --exec-root "$dir/exec" --pidfile "$dir/pid" \
    -H "$socket" --bridge none --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false \
    "${driver[@]}" >"$dir/log" 2>&1 </dev/null &
  for turn in $(seq 300); do
    curl -sf --unix-socket "$dir/docker.sock" http://engine/_ping >/dev/null 2>&1 &&
      { echo "DOCKER_HOST=$socket"; return; }
    [ "$turn" -gt 20 ] && ! engine >/dev/null && break
    sleep 0.1
  done
  local pid
  pid=$(engine) && finish "$pid"
  say_no "dockerd did not come up: $(grep -E 'failed|error|fatal' "$dir/log" | tail -n 1 | cut -c1-200)"
}

start_registry() {
  local pid
  pid=$(engine) || say_no "the engine under $dir is not running"
  if registry >/dev/null; then echo "REGISTRY=127.0.0.1:5000"; return; fi
  command -v docker-registry >/dev/null || say_no "docker-registry is not installed"
  mkdir -p "$dir/images"
  cat >"$dir/registry.yml" <<END
version: 0.1
storage: {filesystem: {rootdirectory: $dir/images}}
http: {addr: 127.0.0.1:5000}
END
  # the engine's loopback is no other's, so the port is free and nobody else sees it
  setsid nsenter -t "$pid" -n docker-registry serve "$dir/registry.yml" >"$dir/registry.log" 2>&1 </dev/null &
  echo $! >"$dir/registry.pid"
  for _ in $(seq 100); do
    nsenter -t "$pid" -n curl -sf http://127.0.0.1:5000/v2/ >/dev/null 2>&1 &&
      { echo "REGISTRY=127.0.0.1:5000"; return; }
    sleep 0.1
  done
  say_no "docker-registry did not come up: $(tail -n 1 "$dir/registry.log" | cut -c1-200)"
}

stop_all() {
  local pid containers
  pid=$(registry) && finish "$pid"
  if pid=$(engine); then
    containers=$(DOCKER_HOST=$socket docker ps -q 2>/dev/null)
    # shellcheck disable=SC2086 # one word for each container
    [ -z "$containers" ] || DOCKER_HOST=$socket docker kill $containers >/dev/null 2>&1
    finish "$pid"
  fi
  awk -v under="$dir/" 'index($2, under) == 1 {print $2}' /proc/mounts | sort -r | xargs -r umount 2>/dev/null
  rm -rf "$dir"
}

case $command in
  start) start_engine ;;
  registry) start_registry ;;
  stop) stop_all ;;
  *) sed -n '2,6s/^# //p' "$0" >&2; exit 2 ;;
esac
