"""Starts a server of its own and runs the acceptance programs of a folder against it: `acceptance.py <folder with run.py> [name …]`."""
import os
import subprocess
import sys

from stack import environment, stack

with stack("api", "files", "agent-services") as server:
    program = [sys.executable, os.path.join(sys.argv[1], "run.py"), *sys.argv[2:]]
    done = subprocess.run(program, env=environment(server, server["user"]))
sys.exit(done.returncode)
