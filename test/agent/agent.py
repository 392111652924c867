"""Shared by the programs beside it: the real agent as a process, and tasks for it to run.

A task is a script without a repository: its text is the stored difference, which the agent writes to a file and runs.
"""
import contextlib
import os
import signal
import subprocess
import sys
import tempfile

from kit import RUN, call, check, later, project

COMMAND = [sys.executable, "-m", "clearml_agent"]
HEARTBEAT = "tick"
# A run with the SDK: prints a line a second for as long as its parameter says.
SCRIPT = '''
import argparse, time
from clearml import Task
parser = argparse.ArgumentParser()
parser.add_argument("--seconds", type=int, default=1)
task = Task.init(project_name="ignored", task_name="ignored")
args = parser.parse_args()
print("begins with", args.seconds, "seconds", flush=True)
for step in range(args.seconds):
    print("%s", step, flush=True)
    task.get_logger().report_scalar("loss", "train", 10.0 - step, step)
    time.sleep(1)
print("ends", flush=True)
''' % HEARTBEAT


# Runs without the SDK, which end sooner.
SHORT = "print('all that it does', flush=True)\n"
FAILING = SHORT + "raise SystemExit(3)\n"


def queue(name):
    """A new queue of this run: its id."""
    made = call("queues.create", {"name": "agent-%s-%s" % (RUN, name)})["id"]
    later(call, "queues.delete", {"queue": made, "force": True})
    return made


def template(name, script=SCRIPT, requirements=""):
    """A draft in this run's project: its id."""
    folder = call("projects.get_all", {"name": "^%s$" % project("runs"), "only_fields": ["id"]})["projects"]
    folder = folder[0]["id"] if folder else call("projects.create", {"name": project("runs")})["id"]
    return call("tasks.create", {
        "name": name, "type": "training", "project": folder, "hyperparams": {"Args": {"seconds": {"section": "Args", "name": "seconds", "value": "1"}}},
        "script": {"binary": "python", "entry_point": "run.py", "working_dir": ".", "diff": script, "requirements": {"pip": requirements}}})["id"]


def clone(source, name="a copy", **parameters):
    """A copy of a task with other parameters: its id."""
    copy = call("tasks.clone", {"task": source, "new_task_name": name})["id"]
    if parameters:
        call("tasks.edit_hyper_params", {"task": copy, "hyperparams": [
            {"section": "Args", "name": key, "value": str(value)} for key, value in parameters.items()]})
    return copy


def enqueue(task, into, **more):
    return call("tasks.enqueue", dict(more, task=task, queue=into))


def get(task):
    return call("tasks.get_by_id", {"task": task})["task"]


def console(task):
    """All that the run and its agent have written."""
    events = call("events.get_task_log", {"task": task, "batch_size": 1000, "order": "asc"})["events"]
    return "\n".join(event["msg"] for event in events)


def reaches(task, status, seconds=60):
    """Waits for a status; the task then."""
    return check.eventually("%s becomes %s" % (task[:6], status), lambda: (lambda t: t if t["status"] == status else None)(get(task)), seconds)


class Agent(object):
    def __init__(self, worker, process, output):
        self.worker, self.process, self._output = worker, process, output

    def entry(self):
        """As workers.get_all has it; None when it does not."""
        found = call("workers.get_all", {"worker_pattern": self.worker})["workers"]
        return found[0] if found else None

    def output(self):
        self._output.seek(0)
        return self._output.read().decode("utf8", "replace")

    def stop(self):
        """As Ctrl-C does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(60)


def _environment(home, worker, virtual_environment):
    """Its own folders. Without a virtual environment a run uses the packages of this program. What Task.init leaves for child processes is left out:
    runs would report to the task of this program."""
    with open(os.path.join(home, "clearml.conf"), "w", encoding="utf8") as conf:
        conf.write("agent.venvs_dir: %s/venvs\n" % home)
    inherited = {key: value for key, value in os.environ.items() if not key.endswith("_PROC_MASTER_ID")}
    env = dict(inherited, CLEARML_WORKER_ID=worker, CLEARML_CONFIG_FILE=os.path.join(home, "clearml.conf"), HOME=home, CLEARML_AGENT_QUEUE_POLL_FREQ_SEC="1")
    return env if virtual_environment else dict(env, CLEARML_AGENT_SKIP_PYTHON_ENV_INSTALL="1")


@contextlib.contextmanager
def agent(name, *arguments, virtual_environment=False):
    """A daemon in the foreground; stopped at the end."""
    worker = "%s-%s" % (RUN, name)
    home = tempfile.mkdtemp(prefix="agent-")
    with open(os.path.join(home, "output"), "w+b") as output:
        process = subprocess.Popen(
            COMMAND + ["daemon", "--foreground", *arguments], env=_environment(home, worker, virtual_environment), cwd=home,
            stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        running = Agent(worker, process, output)
        try:
            yield running
        except BaseException:
            print(running.output()[-5000:])
            raise
        finally:
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.stop()
            process.kill()


def command(*arguments):
    """Runs another command of the agent: (status, output)."""
    home = tempfile.mkdtemp(prefix="agent-")
    done = subprocess.run(COMMAND + list(arguments), env=_environment(home, "%s-command" % RUN, False), cwd=home, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout
