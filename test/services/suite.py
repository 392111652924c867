"""Runs every program beside this file against a server of its own, whose agent starts containers. Last line: `N passed, N failed`.

Needs a Docker engine (DOCKER_HOST) and the image of LIMPID_TEST_IMAGE, local/python:1 by default.
"""
import os
import subprocess
import sys
import uuid

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
from stack import environment, stack  # noqa: E402

os.environ.update(
    CLEARML_WORKER_ID="test-" + uuid.uuid4().hex[:8], LIMPID_SERVICES_IMAGE=os.environ.get("LIMPID_TEST_IMAGE", "local/python:1"),
    LIMPID_SERVICES_PULL="never", LIMPID_SERVICES_STOP_GRACE_SEC="5", LIMPID_SERVICES_SLOTS="12",
    CLEARML_AGENT_DOCKER_HOST_MOUNT="limpid-test-cache:/root/.clearml")
with stack("api", "files", "agent-services") as server:
    program = [sys.executable, os.path.join(HERE, "..", "sdk", "run.py"), "--folder", HERE, *sys.argv[1:]]
    done = subprocess.run(program, env=environment(server, server["user"]))
sys.exit(done.returncode)
