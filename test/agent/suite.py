"""Runs every program beside this file, each with a real agent, against a server of its own. Last line: `N passed, N failed`."""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
from stack import environment, play, stack  # noqa: E402

with stack("api", "files", "agent-services") as server:
    runner = os.path.join(HERE, "..", "sdk", "run.py")
    status = play(runner, environment(server, server["user"]), jobs=2, options=["--folder", HERE], names=sys.argv[1:])
sys.exit(status)
