"""The command clearml-task: drafts from a script, a module, a repository and another task; into a queue; as a pipeline; a session made offline."""
# timeout: 200
import os
import re
import subprocess
import sys

from clearml import Task
from kit import RUN, call, check, later, program, project

SCRIPT = "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--rate', type=float, default=0.1)\nargs = parser.parse_args()\nprint(args.rate)\n"


def command(*words, fails=False, **env):
    done = subprocess.run([sys.executable, "-m", "clearml.cli.task", *words], env=dict(os.environ, **env), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    check.true("status %s" % (1 if fails else 0), bool(done.returncode) == fails, (words, done.returncode, done.stdout[-600:]))
    return done.stdout


def created(*words):
    found = re.search(r"created id=(\w{32})", command("--project", project("work"), *words))
    return Task.get_task(task_id=found.group(1))


@program
def main():
    with open("train.py", "w") as f:
        f.write(SCRIPT)
    with open("needs.txt", "w") as f:
        f.write("numpy==1.26.0\nrequests\n")
    queue = call("queues.create", {"name": "commands-" + RUN})["id"]
    later(call, "queues.delete", {"queue": queue, "force": True})

    task = created("--name", "from a script", "--script", "train.py", "--requirements", "needs.txt", "--args", "rate=0.5", "--tags", "one", "two",
                   "--task-type", "testing", "--docker", "python:3.11", "--docker_args=--ipc=host", "--queue", "commands-" + RUN, "--output-uri", os.environ["CLEARML_FILES_HOST"])
    check.same("waits in its queue", (task.get_status(), [e["task"] for e in call("queues.get_by_id", {"queue": queue})["queue"]["entries"]]), ("queued", [task.id]))
    check.same("name, type, tags, project", (task.name, str(task.task_type), sorted(task.get_tags()), task.get_project_name()), ("from a script", "testing", ["one", "two"], project("work")))
    check.contains("the script itself, with Task.init", task.data.script.diff, "Task.init(", "parser.add_argument('--rate'")
    check.same("packages", task.data.script.requirements["pip"].split(), ["numpy==1.26.0", "requests", "clearml"])
    check.same("argument", task.get_parameters(), {"Args/rate": "0.5"})
    check.same("container", (task.data.container["image"], task.data.container["arguments"]), ("python:3.11", "--ipc=host"))
    check.same("where models go", task.data.output.destination, os.environ["CLEARML_FILES_HOST"])

    again = created("--name", "from a task", "--base-task-id", task.id, "--force-no-requirements", "--args", "rate=0.75")
    check.same("from another task", (again.get_status(), again.get_parameters(), str(again.task_type)), ("created", {"Args/rate": "0.75"}, "testing"))
    far = created("--name", "from a repository", "--repo", "https://git.example.org/team/repo.git", "--commit", "a" * 40, "--script", "src/run.py", "--cwd", "src",
                  "--packages", "clearml", "attrs>=20", "--skip-task-init")
    check.same("from a repository", (far.data.script.repository, far.data.script.version_num, far.data.script.entry_point, far.data.script.working_dir),
               ("https://git.example.org/team/repo.git", "a" * 40, "run.py", "src"))
    check.same("its packages", sorted(far.data.script.requirements["pip"].split("\n")), ["attrs>=20", "clearml"])
    line = created("--name", "as a pipeline", "--script", "train.py", "--pipeline", "--pipeline-version", "3.1", "--packages", "clearml")
    check.same("as a pipeline", (str(line.task_type), line.get_project_name(), "pipeline" in line.get_system_tags()), ("controller", project("work") + "/.pipelines/as a pipeline", True))
    check.contains("no name is an error", command("--project", project("work"), "--script", "train.py", fails=True), "name must be provided")
    check.contains("an unknown queue too", command("--project", project("work"), "--name", "nowhere", "--script", "train.py", "--queue", "none-" + RUN, fails=True), "Error")

    with open("away.py", "w") as f:
        f.write("from clearml import Task\nTask.set_offline(True)\ntask = Task.init(project_name=%r, task_name='made away', auto_resource_monitoring=False)\n"
                "task.get_logger().report_scalar('m', 'v', 7, 1)\nprint('FOLDER=' + str(task.get_offline_mode_folder()))\ntask.close()\n" % project("work"))
    with open("away.conf", "w") as f:  # the SDK forks its reporter while git is being asked for the repository: each may wait for the other for ever
        f.write("sdk.development.report_use_subprocess: false\n")
    away = subprocess.run([sys.executable, "away.py"], env=dict(os.environ, CLEARML_API_HOST="http://127.0.0.1:9", CLEARML_CONFIG_FILE="away.conf"), stdout=subprocess.PIPE, text=True, timeout=60)
    command("--import-offline-session", re.search("FOLDER=(.*)", away.stdout).group(1) + ".zip")
    found = Task.get_task(project_name=project("work"), task_name="made away")
    check.same("an offline session", (found.get_status(), found.get_reported_scalars()["m"]["v"]["y"]), ("completed", [7.0]))
