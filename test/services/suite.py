"""Runs every program beside this file against a server of its own, whose agent starts containers. Last line: `N passed, N failed`.

Needs a Docker engine (DOCKER_HOST) and the image of LIMPID_TEST_IMAGE, local/python:1 by default.
"""
import os
import shlex
import subprocess
import sys
import uuid

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
from stack import environment, stack  # noqa: E402

# pip has to find in containers what it finds here: an index, a certificate
pip = " ".join("-e " + shlex.quote("%s=%s" % item) for item in os.environ.items() if item[0].startswith("PIP_"))
os.environ.update(
    CLEARML_WORKER_ID="test-" + uuid.uuid4().hex[:8], LIMPID_SERVICES_IMAGE=os.environ.get("LIMPID_TEST_IMAGE", "local/python:1"),
    LIMPID_SERVICES_PULL="never", LIMPID_SERVICES_STOP_GRACE_SEC="5", LIMPID_SERVICES_SLOTS="6",
    CLEARML_AGENT_DOCKER_HOST_MOUNT="limpid-test-cache:/root/.clearml", LIMPID_SERVICES_DOCKER_ARGS=pip)
with stack("api", "files", "agent-services") as server:
    program = [sys.executable, os.path.join(HERE, "..", "sdk", "run.py"), "--folder", HERE, "--module", os.path.join(HERE, "..", "agent", "agent.py")]
    done = subprocess.run(program + sys.argv[1:], env=environment(server, server["user"]))
sys.exit(done.returncode)
