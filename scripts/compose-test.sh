#!/usr/bin/env bash
# docker-compose.yml on a real engine: build, `up -d --wait`, a first run of the real SDK, `down`, `up`, and the data is there.
# Uses the engine that DOCKER_HOST or the docker command reaches; else, as root, the one of ../shared/tools when that is there.
# Prints one line a check and last `N passed, N failed`.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
passed=0 failed=0
tools=../shared/tools
scratch=$(mktemp -d)
own_engine=

report() { if [[ $1 -eq 0 ]]; then passed=$((passed + 1)); echo "ok      $2"; else failed=$((failed + 1)); echo "FAILED  $2"; fi; }
finish() {
  echo "$passed passed, $failed failed"
  [[ $failed -eq 0 && $passed -gt 0 ]]
  exit
}

# --- an engine and the images that the compose file names
if ! docker info >/dev/null 2>&1; then
  if [[ $(id -u) -ne 0 || ! -x $tools/container-engine.sh ]]; then
    echo 'no Docker engine answers: start one, or set DOCKER_HOST'
    failed=1
    finish
  fi
  "$tools/container-engine.sh" up >"$scratch/engine.log" 2>&1 || { tail -20 "$scratch/engine.log"; failed=1; finish; }
  own_engine=yes
  engine=${ENGINE_DIR:-${TMPDIR:-/tmp}/container-engine}
  export DOCKER_HOST=unix://$engine/d.sock DOCKER_CONFIG=$engine/cfg PATH=$PATH:$engine/bin
fi
images=(node:22-bookworm-slim postgres:18 redis:8)
if ! docker image inspect "${images[@]}" >/dev/null 2>&1; then
  if [[ -n $own_engine || -x $tools/base-images.sh ]]; then
    "$tools/base-images.sh" "${images[@]}" || { failed=1; finish; }
  else
    for image in "${images[@]}"; do docker pull --quiet "$image" || { failed=1; finish; }; done
  fi
fi

# --- a copy of what is committed or would be, with secrets of its own
git ls-files -z --cached --others --exclude-standard | tar --null -T - -c --ignore-failed-read 2>/dev/null | tar -x -C "$scratch"
compose() { (cd "$scratch" && docker compose -p "limpid-test-$$" "$@"); }
cleanup() {
  compose down --volumes --remove-orphans >/dev/null 2>&1
  docker image rm "limpid:test-$$" >/dev/null 2>&1
  [[ -z $own_engine ]] || "$tools/container-engine.sh" down >/dev/null 2>&1
  rm -rf "$scratch"
}
trap cleanup EXIT

refusal=$(cd "$scratch" && docker compose config -q 2>&1)
[[ $? -ne 0 && $refusal == *'run "sh scripts/make-env.sh" first'* ]]
report $? 'without secrets compose says which command makes them'
(cd "$scratch" && sh scripts/make-env.sh)
[[ $? -eq 0 && $(stat -c %a "$scratch/.env") == 600 ]]
report $? 'one command makes the secrets, for the owner only'
(cd "$scratch" && sh scripts/make-env.sh) >/dev/null 2>&1
[[ $? -ne 0 ]]
report $? 'and does not overwrite them'

read -r web api files < <(python3 - <<'PY'
import socket
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
print(*(s.getsockname()[1] for s in sockets))
PY
)
cat >>"$scratch/.env" <<END
LIMPID_VERSION=test-$$
LIMPID_WEB_PORT=$web
LIMPID_API_PORT=$api
LIMPID_FILES_PORT=$files
END
setting() { sed -n "s/^$1=//p" "$scratch/.env"; }

compose build --quiet
report $? 'the image builds'
compose up -d --wait --wait-timeout 180
status=$?
report $status 'up -d --wait: every service is healthy'
[[ $status -eq 0 ]] || { compose ps -a; compose logs --tail 30; finish; }

for address in "$web/health" "$api/health" "$files/health" "$web/api/debug.ping"; do
  curl -sf -o /dev/null "http://127.0.0.1:$address"
  report $? "http://127.0.0.1:$address answers"
done
code=$(curl -s -o /dev/null -w '%{http_code}' -u "admin:$(setting LIMPID_ADMIN_PASSWORD)" "http://127.0.0.1:$api/auth.login")
[[ $code == 200 ]]
report $? "the first account logs in ($code)"
[[ -z $(compose exec -T api sh -c 'touch /limpid/x 2>/dev/null && echo written; id -u | grep -x 0') ]]
report $? 'processes are not root and cannot change their own code'

# --- the real SDK
python=.venv/bin/python
if [[ ! -x $python ]] || ! $python -c 'import clearml' 2>/dev/null; then
  python3 -m venv "$scratch/venv" && "$scratch/venv/bin/pip" install --quiet --disable-pip-version-check clearml==2.1.12
  python=$scratch/venv/bin/python
fi
python=$(realpath -s "$python")
# Away from any repository: there the SDK looks for git's state in a thread while it forks, and sometimes waits for ever.
program=$scratch/home/round_trip.py
sdk() {
  mkdir -p "$scratch/home" && cp test/sdk_round_trip.py "$program"
  (cd "$scratch/home" && env -i PATH="$PATH" HOME="$scratch/home" CLEARML_WEB_HOST="http://localhost:$web" \
    CLEARML_API_HOST="http://localhost:$api" CLEARML_FILES_HOST="http://localhost:$files" \
    CLEARML_API_ACCESS_KEY="$(setting LIMPID_ACCESS_KEY)" CLEARML_API_SECRET_KEY="$(setting LIMPID_SECRET_KEY)" \
    timeout 180 "$python" "$program" "$1" "$scratch/task")
}
sdk write
report $? 'the SDK trains against it: parameters, scalars, console, an artifact'
sdk read
report $? 'and reads it back'

compose kill -s KILL api >/dev/null 2>&1
for _ in $(seq 60); do curl -sf -o /dev/null "http://127.0.0.1:$api/health" && break; sleep 1; done
curl -sf -o /dev/null "http://127.0.0.1:$api/health" || compose up -d --wait api >/dev/null 2>&1
sdk read
report $? 'after kill -9 of the API it is all there'

compose down && compose up -d --wait --wait-timeout 180
report $? 'down and up'
sdk read
report $? 'the data is still there'
[[ -z $(compose logs 2>&1 | grep -E "$(setting LIMPID_TOKEN_SECRET)|$(setting LIMPID_ADMIN_PASSWORD)|$(setting LIMPID_SECRET_KEY)|$(setting POSTGRES_PASSWORD)") ]]
report $? 'no secret is in the logs'
finish
