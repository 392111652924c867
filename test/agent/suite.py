"""Runs every program beside this file, each with a real agent, against a server of its own. Last line: `N passed, N failed`."""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
from stack import environment, stack  # noqa: E402

with stack("api", "files", "agent-services") as server:
    program = [sys.executable, os.path.join(HERE, "..", "sdk", "run.py"), "--folder", HERE, *sys.argv[1:]]
    done = subprocess.run(program, env=environment(server, server["user"]))
sys.exit(done.returncode)
