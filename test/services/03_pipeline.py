"""A pipeline: its controller runs in a container that the server's own agent has started, its steps by a Python agent on another queue."""
# timeout: 600
import subprocess
import sys
import textwrap

from agent import agent, queue, reaches
from clearml import PipelineController, Task
from kit import RUN, call, check, program, project
from services import get, lines

PIPELINE = textwrap.dedent('''
    from clearml import PipelineController

    def squares(count):
        return [n * n for n in range(int(count))]

    def total(values):
        return {"is": sum(values)}

    pipe = PipelineController(name=NAME, project=WHERE, version="1.0", pool_frequency=0.02)
    pipe.set_default_execution_queue(STEPS)
    pipe.add_parameter("count", 4)
    pipe.add_function_step("squares", squares, function_kwargs={"count": "${pipeline.count}"}, function_return=["values"])
    pipe.add_function_step("total", total, function_kwargs={"values": "${squares.values}"}, function_return=["result"], monitor_artifacts=["result"])
    pipe.start(queue="services")
''')


@program
def main():
    where, name, steps = project("services"), "sums " + RUN, queue("steps")
    with open("pipeline.py", "w", encoding="utf8") as script:
        script.write("".join("%s = %r\n" % item for item in {"NAME": name, "WHERE": where, "STEPS": steps}.items()) + PIPELINE)
    with agent("steps", "--queue", steps) as worker:
        done = subprocess.run([sys.executable, "pipeline.py"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=90)
        check.true("the pipeline is handed over", done.returncode == 0, done.stdout[-1500:])
        controller = PipelineController.get(pipeline_project=where, pipeline_name=name, pipeline_version="1.0").id
        ended = check.eventually("it ends", lambda: (lambda t: t if t["status"] in ("completed", "failed", "stopped") else None)(get(controller)), 420, 1)
        check.true("well", ended["status"] == "completed", ended["status_message"])
        check.true("in a container of its own", ended["last_worker"].endswith(":service:" + controller), ended["last_worker"])
        found = call("tasks.get_all", {"parent": controller, "search_hidden": True, "only_fields": ["name", "status", "last_worker"]})["tasks"]
        ran = {step["name"]: (step["status"], step["last_worker"]) for step in found}
        check.same("its steps elsewhere", ran, {"squares": ("completed", worker.worker), "total": ("completed", worker.worker)})
        check.same("its result", Task.get_task(task_id=controller).artifacts["result"].get(), {"is": 14})
        check.true("its console tells of the steps", any("squares" in line for line in lines(controller)), lines(controller)[-20:])
