"""A Limpid server for tests written in Python: `with stack("api", "files") as server` gives the addresses and keys of scripts/stack.ts."""
import contextlib
import json
import os
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
