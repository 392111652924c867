"""The Python agent's own services mode with Docker: in place of the server's agent, and beside it on the same queue, where each task is run once."""
# timeout: 600
import os
import shlex

from agent import agent, queue
from kit import call, check, program
from services import ends, enqueue, get, lines, task, workers

IMAGE = os.environ.get("LIMPID_TEST_IMAGE", "local/python:1")
SCRIPT = "import os, time\nprint('I am', os.environ['CLEARML_TASK_ID'], flush=True)\ntime.sleep(%d)\nprint('ends', flush=True)"


def once(one):
    """It has come to its end, and nobody has begun it twice."""
    done, said = ends(one), "\n".join(lines(one))
    check.same("it is completed", done["status"], "completed")
    check.same("it ran once, to its end", (said.count("I am " + one), said.splitlines().count("ends")), (1, 1))
    return done["last_worker"].partition(":service:")[0]


@program
def main():
    # of every container that it starts; pip has to find there what it finds here
    pip = ["-e " + shlex.quote("%s=%s" % item) for item in os.environ.items() if item[0].startswith("PIP_")]
    os.environ["CLEARML_AGENT_EXTRA_DOCKER_ARGS"] = " ".join(["--network host -e CLEARML_AGENT_SKIP_PYTHON_ENV_INSTALL=1"] + pip)
    alone = queue("services")
    with agent("services", "--services-mode", "--queue", alone, "services", "--docker", IMAGE) as daemon:
        check.eventually("it is listed", daemon.entry, 60)
        first, second = (task("by the Python agent", SCRIPT % 60) for _ in range(2))
        for one in (first, second):
            call("tasks.enqueue", {"task": one, "queue": alone})
        check.eventually("both run at once", lambda: all("I am" in "\n".join(lines(one)) for one in (first, second)), 240, 1)
        check.same("each as a worker of its own", [n for n in ("%s:service:%s" % (daemon.worker, one) for one in (first, second)) if n not in workers()], [])
        check.same("to their ends", {once(one) for one in (first, second)}, {daemon.worker})

        # more than the server's agent takes at once
        many = [task("by either", SCRIPT % 20) for _ in range(10)]
        for one in many:
            enqueue(one)
        by = [once(one) for one in many]
        check.true("both agents took some", daemon.worker in by and set(by) != {daemon.worker}, by)
        check.same("nothing waits", call("queues.get_num_entries", {"queue": get(many[0])["execution"]["queue"]})["num"], 0)
