"""A Limpid server for tests written in Python: `with stack("api", "files") as server` gives the addresses and keys of scripts/stack.ts."""
import concurrent.futures
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))


@contextlib.contextmanager
def stack(*apps):
    process = subprocess.Popen(
        [os.path.join(ROOT, "node_modules", ".bin", "tsx"), os.path.join(ROOT, "scripts", "stack.ts"), *apps],
        cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        text = ""
        for line in process.stdout:
            text += line
            if line.rstrip() == "}":
                break
        else:
            raise RuntimeError("the server did not start: " + text)
        # what the processes log later; unread it would hold them up one day
        threading.Thread(target=shutil.copyfileobj, args=(process.stdout, sys.stderr), daemon=True).start()
        yield json.loads(text)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def environment(server, keys):
    """What the SDK reads to find the server."""
    return dict(
        os.environ,
        CLEARML_API_HOST=server["api_url"], CLEARML_WEB_HOST=server["web_url"], CLEARML_FILES_HOST=server["files_url"],
        CLEARML_API_ACCESS_KEY=keys["access_key"], CLEARML_API_SECRET_KEY=keys["secret_key"])


def play(runner, env, jobs, options=(), names=()):
    """Has run.py play its programs one by one, some at a time: they mostly wait. Prints what it prints, last `N passed, N failed`; the exit status."""
    command = [sys.executable, runner, *options]
    listed = subprocess.run(command + ["--list", *names], stdout=subprocess.PIPE, text=True, check=True).stdout
    total = {"passed": 0, "failed": 0}

    def one(name):
        done = subprocess.run(command + [name], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        *told, last = done.stdout.splitlines() or [""]
        counts = re.fullmatch(r"(\d+) passed, (\d+) failed", last)
        return told if counts else told + [last], [int(n) for n in counts.groups()] if counts else [0, 1]

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for told, (passed, failed) in pool.map(one, [line.split()[0] for line in listed.splitlines()]):
            total = {"passed": total["passed"] + passed, "failed": total["failed"] + failed}
            print("\n".join(told), flush=True)
    print("%(passed)d passed, %(failed)d failed" % total)
    return 0 if total["passed"] and not total["failed"] else 1
