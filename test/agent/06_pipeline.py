"""A pipeline through queues: its controller waits in one, its steps in another, two agents work; a copy of it with another parameter; an aborted one."""
# timeout: 300
import subprocess
import sys
import textwrap

from agent import agent, call, get, queue, reaches
from clearml import PipelineController, Task
from kit import RUN, check, program, project

PIPELINE = textwrap.dedent('''
    import sys
    from clearml import PipelineController

    def squares(count):
        import time
        time.sleep(int(count) // 100)
        return [n * n for n in range(int(count))]

    def total(values):
        return {"is": sum(values)}

    pipe = PipelineController(name=NAME, project=WHERE, version="2.0", pool_frequency=0.02)
    pipe.set_default_execution_queue(STEPS)
    pipe.add_parameter("count", 4)
    pipe.add_function_step("squares", squares, function_kwargs={"count": "${pipeline.count}"}, function_return=["values"])
    pipe.add_function_step("total", total, function_kwargs={"values": "${squares.values}"}, function_return=["result"], monitor_artifacts=["result"])
    pipe.start(queue=CONTROLLERS)
''')


def steps_of(identity):
    found = call("tasks.get_all", {"parent": identity, "search_hidden": True, "only_fields": ["id", "name", "status"]})["tasks"]
    return {task["name"]: task["id"] for task in found}


@program
def main():
    where, name = project("lines"), "sums " + RUN
    controllers, steps = queue("controllers"), queue("steps")
    values = {"NAME": name, "WHERE": where, "CONTROLLERS": controllers, "STEPS": steps}
    with open("pipeline.py", "w", encoding="utf8") as script:
        script.write("".join("%s = %r\n" % item for item in values.items()) + PIPELINE)
    done = subprocess.run([sys.executable, "pipeline.py"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=90)
    check.true("the pipeline is handed over", done.returncode == 0, done.stdout[-1500:])
    waiting = PipelineController.get(pipeline_project=where, pipeline_name=name, pipeline_version="2.0")
    check.same("its controller waits", (get(waiting.id)["status"], [e["task"] for e in call("queues.get_by_id", {"queue": controllers})["queue"]["entries"]]), ("queued", [waiting.id]))

    with agent("controllers", "--queue", controllers), agent("steps", "--queue", steps) as worker:
        reaches(waiting.id, "completed", 150)
        ran = steps_of(waiting.id)
        check.same("both steps ran", {n: get(t)["status"] for n, t in ran.items()}, {"squares": "completed", "total": "completed"})
        check.same("by the other agent, from the queue of steps", {(get(t)["last_worker"], get(t)["execution"]["queue"]) for t in ran.values()}, {(worker.worker, steps)})
        check.same("result", Task.get_task(task_id=waiting.id).artifacts["result"].get(), {"is": 14})

        started = call("pipelines.start_pipeline", {"task": waiting.id, "queue": controllers, "args": [{"name": "count", "value": "3000"}]})
        second = started["pipeline"]
        check.same("as the web starts it again", (started["enqueued"], get(second)["hyperparams"]["Args"]["count"]["value"]), (True, "3000"))
        step = check.eventually("its first step", lambda: steps_of(second).get("squares"), 90)
        reaches(step, "in_progress")
        call("tasks.stop", {"task": second, "include_pipeline_steps": True})
        reaches(step, "stopped")
        reaches(second, "stopped")
        check.same("nothing else began", sorted(steps_of(second)), ["squares"])
