/**
 * What runs in a container before the task does: it prepares what `clearml-agent execute` needs and then becomes it. Everything that differs
 * from run to run comes in by the environment (LIMPID_…, which the task does not see). What goes wrong is told in a line of its own
 * ({@link readMark}), since an exit code alone does not say whose it is.
 */

/** What went wrong before the task's own program. */
export const MARKS = ["setup", "python", "api", "agent", "git"] as const;
export type MarkCause = (typeof MARKS)[number];

/** A line by which the script tells what went wrong. */
export interface Mark {
  readonly cause: MarkCause;
  readonly text: string;
}

const MARK = /^::limpid (\w+) (\w+) (.*)$/;

/** The mark in a console line of the run; null in any other line. */
export function readMark(run: string, line: string): Mark | null {
  const [, of, cause, text = ""] = MARK.exec(line) ?? [];
  if (of !== run || !(MARKS as readonly (string | undefined)[]).includes(cause)) return null;
  return { cause: cause as MarkCause, text };
}

/** What the script reads. */
export interface ScriptInput {
  readonly run: string;
  /** Addresses of the API to be tried in turn. */
  readonly apis: readonly string[];
  /** The file server's address in links, and others under which the container may reach it. */
  readonly files: readonly string[];
  /** For pip: `clearml-agent`, with a version perhaps. */
  readonly package: string;
  /** A folder that runs share. */
  readonly cache: string;
  readonly needsGit: boolean;
  readonly setup: string;
}

/** {@link ScriptInput} as environment. */
export function scriptEnvironment(input: ScriptInput): Record<string, string> {
  return {
    LIMPID_RUN: input.run,
    LIMPID_APIS: input.apis.join(" "),
    LIMPID_FILES: input.files.join(" "),
    LIMPID_PACKAGE: input.package,
    LIMPID_CACHE: input.cache,
    LIMPID_GIT: input.needsGit ? "1" : "",
    LIMPID_SETUP: input.setup,
  };
}

/** Finds out which address of the API answers, and under which the file server is reached; prints both. Python 3.6. */
const REACH = `
import os, sys, time, urllib.error, urllib.request
def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as reply: reply.read(1)
    except urllib.error.HTTPError: pass
    except Exception as error: return str(getattr(error, "reason", error))
def first(urls, path):
    reasons = []
    for url in urls:
        reason = answers(url + path)
        if not reason: return url
        reasons.append("%s (%s)" % (url, reason))
    return None, ", ".join(reasons)
apis, files = os.environ["LIMPID_APIS"].split(), os.environ["LIMPID_FILES"].split()
until = time.time() + 30
while True:
    api = first(apis, "/debug.ping")
    if isinstance(api, str): break
    if time.time() > until: sys.exit(api[1])
    time.sleep(1)
server = first(files, "/")
print(api, server if isinstance(server, str) else (files or [""])[0])
`.trim();

/**
 * Finds clearml-agent, or installs it into a virtual environment that runs share (one for each Python that they have), or into the image's
 * own packages; prints the Python to start it with.
 */
const INSTALL = `
import fcntl, hashlib, os, platform, re, subprocess, sys
wanted, cache = os.environ["LIMPID_PACKAGE"], os.environ["LIMPID_CACHE"]
def has(python):
    if not os.path.exists(python): return None
    code = "import clearml_agent.version as v; print(v.__version__)"
    done = subprocess.run([python, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return done.stdout.decode().strip() if done.returncode == 0 else None
def run(*command):
    print("$", *command, flush=True, file=sys.stderr)
    return subprocess.run(command, stdout=sys.stderr).returncode == 0
def finish(python):
    print(python); sys.exit(0)
exact = re.match(r"^clearml-agent==([\\w.]+)$", wanted)
own = has(sys.executable)
if own and (not exact or own == exact.group(1)): finish(sys.executable)
if os.access(cache, os.W_OK):
    key = hashlib.sha256(repr((sys.version, sys.executable, platform.machine(), platform.libc_ver(), wanted)).encode()).hexdigest()[:16]
    home = os.path.join(cache, "agents", key); python = os.path.join(home, "bin", "python")
    os.makedirs(os.path.dirname(home), exist_ok=True)
    with open(home + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not has(python):
            print("installing %s, once for all runs with this Python" % wanted, flush=True, file=sys.stderr)
            if run(sys.executable, "-m", "venv", "--clear", home):
                run(python, "-m", "pip", "install", "-q", "--disable-pip-version-check", wanted)
            conf = os.path.join(home, "pyvenv.cfg")
            if has(python):
                # what the image brings is there for the task too; pip has to see none of it, since other images bring less
                text = open(conf).read().replace("include-system-site-packages = false", "include-system-site-packages = true")
                open(conf, "w").write(text)
        if has(python): finish(python)
pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", wanted]
if run(*pip) or run(*pip, "--break-system-packages"): finish(sys.executable)
sys.exit(1)
`.trim();

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** For bash where there is one, else the image's sh: task owners write their setup scripts for bash. */
const PROGRAM = `
limpid_mark() { printf '::limpid %s %s %s\\n' "$LIMPID_RUN" "$1" "$2"; }
limpid_give_up() { trap - EXIT; limpid_mark "$1" "$2"; exit "\${3:-1}"; }
limpid_get() {
  echo "installing $*" >&2
  if command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
  elif command -v dnf >/dev/null 2>&1; then dnf install -y -q "$@" >&2
  elif command -v apk >/dev/null 2>&1; then apk add -q "$@" >&2
  else return 1
  fi
}
{ [ -n "$HOME" ] && [ -w "$HOME" ]; } || export HOME="\${TMPDIR:-/tmp}"
limpid_tmp=\${TMPDIR:-/tmp}
[ -w "$LIMPID_CACHE" ] || LIMPID_CACHE=$limpid_tmp/limpid-cache
export LIMPID_CACHE PIP_CACHE_DIR="\${PIP_CACHE_DIR:-$LIMPID_CACHE/pip}" PIP_ROOT_USER_ACTION="\${PIP_ROOT_USER_ACTION:-ignore}"
mkdir -p "$LIMPID_CACHE"

if [ -n "$LIMPID_SETUP" ]; then
  limpid_shell=\${BASH:-sh}
  limpid_fault=$("$limpid_shell" -n -c "$LIMPID_SETUP" 2>&1) || {
    printf '%s\\n' "$limpid_fault" >&2
    limpid_give_up setup "the setup script is no shell script: $(printf '%s' "$limpid_fault" | head -n 1)" 2
  }
  trap 'limpid_code=$?; [ $limpid_code -ne 0 ] || limpid_code=1; limpid_give_up setup "the setup script has ended the run (exit code $limpid_code)" $limpid_code' EXIT
  eval "$LIMPID_SETUP"
  trap - EXIT
  set +eu
fi
[ -z "$CLEARML_APT_INSTALL" ] || limpid_get $CLEARML_APT_INSTALL || echo "cannot install $CLEARML_APT_INSTALL" >&2

limpid_find_python() {
  for limpid_python in $LOCAL_PYTHON python3 python /usr/local/bin/python3 /usr/bin/python3; do
    "$limpid_python" -c 'import sys; sys.exit(sys.version_info < (3, 6))' >/dev/null 2>&1 && return
  done
  return 1
}
limpid_find_python || { limpid_get python3 python3-pip python3-venv && limpid_find_python; } ||
  limpid_give_up python "the image has no Python 3.6 or newer, and none can be installed"

limpid_found=$("$limpid_python" -c ${quoted(REACH)} 2>"$limpid_tmp/limpid-reach") || limpid_give_up api "$(tail -n 1 "$limpid_tmp/limpid-reach")"
export CLEARML_API_HOST="\${limpid_found% *}"
limpid_files=\${limpid_found##* }
if [ -n "$LIMPID_GIT" ] && ! command -v git >/dev/null 2>&1; then
  limpid_get git ca-certificates || limpid_give_up git "the task's code is in a repository, but the image has no git and none can be installed"
fi
limpid_agent=$("$limpid_python" -c ${quoted(INSTALL)}) || limpid_give_up agent "$LIMPID_PACKAGE is not in the image and cannot be installed"

export CLEARML_CONFIG_FILE=$limpid_tmp/limpid-clearml.conf
cat >"$CLEARML_CONFIG_FILE" <<END
agent {
  vcs_cache { enabled: true, path: "$LIMPID_CACHE/vcs" }
  pip_download_cache { enabled: true, path: "$LIMPID_CACHE/pip-downloads" }
  venvs_cache { path: "$LIMPID_CACHE/venvs" }
  package_manager { system_site_packages: true }
}
sdk { storage { cache { default_base_dir: "$LIMPID_CACHE/storage" } } }
END
if [ "$limpid_files" != "$CLEARML_FILES_HOST" ]; then
  cat >>"$CLEARML_CONFIG_FILE" <<END
sdk { storage { path_substitution: [{ registered_prefix: "$CLEARML_FILES_HOST", local_prefix: "$limpid_files" }] } }
END
fi
unset LIMPID_RUN LIMPID_APIS LIMPID_FILES LIMPID_PACKAGE LIMPID_CACHE LIMPID_GIT LIMPID_SETUP
exec "$limpid_agent" -u -m clearml_agent execute --disable-monitoring --id "$CLEARML_TASK_ID"
`.trim();

/** The program of every run, for the image's own shell to start. */
export const SCRIPT = `
limpid_program=${quoted(PROGRAM)}
if command -v bash >/dev/null 2>&1; then exec bash -c "$limpid_program"; else exec sh -c "$limpid_program"; fi
`.trim();
