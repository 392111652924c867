"""Shared by the programs beside it: tasks for the services queue, which the server runs in containers by itself."""
from kit import call, check, project

QUICK = "-e CLEARML_AGENT_SKIP_PYTHON_ENV_INSTALL=1"  # the image's own Python does
ENDED = ("completed", "failed", "stopped")


def task(name, script, arguments=QUICK, **container):
    """A draft whose code is this text, none when it is empty: its id."""
    found = call("projects.get_all", {"name": "^%s$" % project("services"), "only_fields": ["id"]})["projects"]
    folder = found[0]["id"] if found else call("projects.create", {"name": project("services")})["id"]
    return call("tasks.create", {
        "name": name, "type": "service", "project": folder, "container": dict(container, arguments=arguments),
        "script": {"binary": "python", "entry_point": "run.py" if script else "", "working_dir": ".", "diff": script, "requirements": {"pip": ""}}})["id"]


def enqueue(task_id):
    return call("tasks.enqueue", {"task": task_id, "queue_name": "services"})


def get(task_id):
    return call("tasks.get_by_id", {"task": task_id})["task"]


def lines(task_id):
    events = call("events.get_task_log", {"task": task_id, "batch_size": 5000, "order": "asc"})["events"]
    return [event["msg"] for event in events]


def ends(task_id, seconds=240):
    """The task, when it has ended."""
    return check.eventually("%s ends" % task_id[:6], lambda: (lambda t: t if t["status"] in ENDED else None)(get(task_id)), seconds, 1)


def workers():
    return {w["id"]: w for w in call("workers.get_all", {"last_seen": 0})["workers"]}
