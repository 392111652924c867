"""A run that goes on until its standard input ends: one scalar, one line and some progress every quarter of a second. Prints `task <id>` first."""
import os
import select
import sys
import time

from clearml import Task

with open("requirements.txt", "w") as f:
    f.write("clearml\n")
Task.force_requirements_env_freeze(requirements_file="requirements.txt")
task = Task.init(
    project_name=os.environ.get("E2E_PROJECT", "e2e/run page"),
    task_name="still running",
    auto_connect_frameworks=False,
    auto_resource_monitoring=False,
    auto_connect_arg_parser=False,
)
task.get_logger().set_flush_period(0.2)
print("task", task.id, flush=True)
step = 0
while not select.select([sys.stdin], [], [], 0)[0]:
    task.get_logger().report_scalar("loss", "train", 10.0 / (step + 1), step)
    print(f"step {step} done", flush=True)
    task.set_progress(min(99, step))
    step += 1
    time.sleep(0.25)
task.close()
