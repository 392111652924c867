"""Pipelines that run here: a controller with function steps, a step from a task, cached steps and a failure; the decorator, as processes and as functions."""
# timeout: 400
import os
import re
import subprocess
import sys
import textwrap

from clearml import PipelineController, Task
from kit import RUN, call, check, program, project

CONTROLLER = textwrap.dedent('''
    import sys
    from clearml import PipelineController

    def squares(count):  # what a step takes from a pipeline's parameter is text
        return [n * n for n in range(int(count))]

    def total(values, factor):
        from clearml import Task
        Task.current_task().get_logger().report_scalar("sum", "all", sum(values), 0)
        if factor < 0:
            raise ValueError("a negative factor")
        return {"is": sum(values) * factor}

    where, name, base, factor = sys.argv[1:]
    pipe = PipelineController(name=name, project=where, pool_frequency=0.02, add_pipeline_tags=True)
    pipe.add_parameter("count", 4, "how many numbers")
    pipe.add_function_step("squares", squares, function_kwargs={"count": "${pipeline.count}"}, function_return=["values"], cache_executed_step=True)
    pipe.add_function_step("total", total, function_kwargs={"values": "${squares.values}", "factor": int(factor)}, function_return=["result"],
                           monitor_metrics=[("sum", "all")], monitor_artifacts=["result"])
    pipe.add_step("last", parents=["total"], base_task_id=base, parameter_override={"General/from": "${total.id}", "General/count": "${pipeline.count}"})
    pipe.start_locally(run_pipeline_steps_locally=True)
    print("PIPELINE=%s %s" % (pipe.id, pipe.is_successful()))
''')

DECORATED = textwrap.dedent('''
    import sys
    from clearml import PipelineDecorator, Task

    @PipelineDecorator.component(return_values=["word"])
    def say(word):
        return word.upper()

    @PipelineDecorator.component(return_values=["text"])
    def join(left, right):
        return "%s %s" % (left, right)  # not by +: when functions are debugged they get stand-ins for results

    where, name, mode = sys.argv[1:]

    @PipelineDecorator.pipeline(name=name, project=where, version="0.1", pool_frequency=0.02)
    def spoken(first, second="world"):
        text = join(say(first), say(second))
        print("TEXT=%s" % text)
        return text

    getattr(PipelineDecorator, mode)()
    pipeline = spoken("hello")
    print("PIPELINE=%s done" % Task.current_task().id if Task.current_task() else "PIPELINE=none none")
''')


def session(text, *words):
    """Runs a script in a process of its own: its output."""
    with open("session.py", "w") as f:
        f.write(text)
    done = subprocess.run([sys.executable, "session.py", *words], env=dict(os.environ, PYTHONPATH=""), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=200)
    return done.returncode, done.stdout


def pipeline(output):
    return re.search(r"PIPELINE=(\w+) (\w+)", output).groups()


def children(identity):
    """The tasks of the steps of a controller."""
    return call("tasks.get_all", {"parent": identity, "search_hidden": True, "only_fields": ["id", "name", "status", "tags", "hyperparams"]})["tasks"]


def steps_of(identity):
    return {task["name"]: task for task in children(identity)}


@program
def main():
    where, name = project("lines"), "sums " + RUN
    base = Task.create(project_name=project("parts"), task_name="base", add_task_init_call=False)
    base.set_parameters({"General/from": "nobody", "General/count": 0})
    call("tasks.edit", {"task": base.id, "script": {"binary": "python", "entry_point": "base.py", "working_dir": ".", "diff": "print('the last step')\n"}})

    status, output = session(CONTROLLER, where, name, base.id, "3")
    check.same("a pipeline ends well", status, 0) or print(output)
    first, successful = pipeline(output)
    check.same("and says so", successful, "True")
    controller = Task.get_task(task_id=first)
    check.same("controller", (controller.get_status(), str(controller.task_type), controller.get_project_name(), "pipeline" in controller.get_system_tags()),
               ("completed", "controller", "%s/.pipelines/%s" % (where, name), True))
    check.same("version", call("tasks.get_by_id", {"task": first})["task"]["runtime"]["version"], "1.0.0")
    check.same("its parameter", controller.get_parameters(cast=True)["Args/count"], 4)
    check.same("steps are stored", sorted(controller.get_configuration_object_as_dict("Pipeline")), ["last", "squares", "total"])
    check.same("watched metric", controller.get_reported_scalars()["sum"]["all"]["y"], [14.0])
    check.same("watched artifact", controller.artifacts["result"].get(), {"is": 42})
    drawn = {(p["metric"], p["variant"]) for p in controller.get_reported_plots(10)}
    check.contains("drawn", drawn, ("Pipeline", "Execution Flow"), ("Pipeline Details", "Execution Details"))
    steps = steps_of(first)
    check.same("steps", {n: (s["status"], s["tags"]) for n, s in steps.items()}, {n: ("completed", ["pipe: " + first]) for n in ("squares", "total", "last")})
    given = {k: v["value"] for k, v in steps["last"]["hyperparams"]["General"].items()}
    check.same("parameters of the step from a task", given, {"from": steps["total"]["id"], "count": "4"})
    check.same("the task that it came from", Task.get_task(task_id=base.id).get_status(), "created")

    status, output = session(CONTROLLER, where, name, base.id, "-1")
    second, successful = pipeline(output)
    check.same("a failing step", (successful, Task.get_task(task_id=second).get_status()), ("False", "failed"))
    steps = steps_of(second)
    check.same("what ran after a cached step", {n: s["status"] for n, s in steps.items()}, {"total": "failed"})
    check.same("next version", call("tasks.get_by_id", {"task": second})["task"]["runtime"]["version"], "1.0.1")
    check.same("found by name and version", (PipelineController.get(pipeline_project=where, pipeline_name=name).id,
                                             PipelineController.get(pipeline_project=where, pipeline_name=name, pipeline_version="1.0.0").id), (second, first))
    copy = PipelineController.clone(PipelineController.get(pipeline_id=first), name=name)
    check.same("a copy waits in the same project", (copy.task.get_status(), copy.task.get_project_name()), ("created", controller.get_project_name()))

    status, output = session(DECORATED, where, "spoken " + RUN, "run_locally")
    check.same("decorated, as processes", (status, re.search("TEXT=(.*)", output).group(1)), (0, "HELLO WORLD")) or print(output)
    found = PipelineController.get(pipeline_project=where, pipeline_name="spoken " + RUN)
    check.same("its controller", (found.task.get_status(), found.version, [found.task.get_parameter("Args/" + name) for name in ("first", "second")]), ("completed", "0.1", ["hello", "world"]))
    check.same("a task a call", sorted((t["name"], t["status"]) for t in children(found.id)), [("join", "completed"), ("say", "completed"), ("say", "completed")])
    status, output = session(DECORATED, where, "debugged " + RUN, "debug_pipeline")
    check.same("decorated, as functions", (status, re.search("TEXT=(.*)", output).group(1)), (0, "HELLO WORLD")) or print(output)
    found = PipelineController.get(pipeline_project=where, pipeline_name="debugged " + RUN)
    check.same("functions make no tasks", (found.task.get_status(), children(found.id)), ("completed", []))
    hidden = call("projects.get_all_ex", {"name": "^%s" % where, "only_fields": ["name"]})["projects"]
    check.same("pipelines hide their projects", sorted(p["name"] for p in hidden), [where])
    runs = call("projects.get_all_ex", {"name": "^%s/\\.pipelines/" % where, "search_hidden": True, "children_type": "pipeline", "only_fields": ["name"]})["projects"]
    check.same("and list them on request", sorted(p["name"].rsplit("/", 1)[1] for p in runs), ["debugged " + RUN, "spoken " + RUN, name])
