"""Starts a server of its own and runs the acceptance programs of a folder against it: `acceptance.py <folder with run.py> [name …]`."""
import os
import shutil
import sys
import tempfile

from stack import environment, play, stack

HERE = os.path.dirname(os.path.abspath(__file__))
# Programs that are played from our copy wherever the others come from, and why.
OURS = {"02_reports.py": "spaces its reports: two within one millisecond share a point on the time axis, and it counts three"}

with tempfile.TemporaryDirectory() as scratch, stack("api", "files", "agent-services") as server:
    folder = os.path.join(scratch, "programs")
    shutil.copytree(sys.argv[1], folder, copy_function=shutil.copyfile)
    os.chmod(folder, 0o755)
    for name in OURS:
        shutil.copyfile(os.path.join(HERE, "sdk", name), os.path.join(folder, name))
    status = play(os.path.join(folder, "run.py"), environment(server, server["user"]), jobs=3, names=sys.argv[2:])
sys.exit(status)
