"""Many at once: children of multiprocessing and of subprocess report to one task, ranks make tasks of their own, threads edit one task."""
# timeout: 150
import multiprocessing
import os
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor

from clearml import Task
from kit import call, check, later, program, project

WORKERS, STEPS = 3, 40

# As a launcher of distributed training starts its ranks: an environment, no common memory.
RANK = textwrap.dedent('''
    import os, sys
    from clearml import Task
    task = Task.init(project_name=sys.argv[1], task_name="ranks", auto_connect_frameworks=False, auto_resource_monitoring=False, auto_connect_arg_parser=False, reuse_last_task_id=False)
    rank = int(os.environ["RANK"])
    for step in range(20):
        task.get_logger().report_scalar("rank", str(rank), rank * 100 + step, step)
    print("rank", rank, "of", os.environ["WORLD_SIZE"])
    if rank == 0:
        task.upload_artifact("from the first", {"world": int(os.environ["WORLD_SIZE"])}, wait_on_upload=True)
    task.flush(wait_for_uploads=True)
    print("TASK=" + task.id)
''')


def work(number):
    task = Task.current_task()
    for step in range(STEPS):
        task.get_logger().report_scalar("child", str(number), number + step / 100.0, step)
    print("child %d was here" % number)
    task.upload_artifact("of child %d" % number, {"number": number}, wait_on_upload=True)
    task.flush(wait_for_uploads=True)


@program
def main():
    task = Task.init(project_name=project("many"), task_name="parent", auto_connect_frameworks=False, auto_resource_monitoring=False)
    children = [multiprocessing.get_context("fork").Process(target=work, args=(number,)) for number in range(WORKERS)]
    for child in children:
        child.start()
    for step in range(STEPS):
        task.get_logger().report_scalar("parent", "line", step, step)
    for child in children:
        child.join(90)
    check.same("the children end", [child.exitcode for child in children], [0] * WORKERS)

    with open("rank.py", "w") as f:
        f.write(RANK)
    ranks = [subprocess.Popen([sys.executable, "rank.py", project("many")], stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL,
                              env=dict(os.environ, RANK=str(rank), WORLD_SIZE="2", LOCAL_RANK=str(rank))) for rank in range(2)]
    outputs = [rank.communicate(timeout=90)[0] for rank in ranks]
    check.same("ranks report to the task of the process that started them", {line[5:] for output in outputs for line in output.splitlines() if line.startswith("TASK=")}, {task.id})
    identity = task.id
    task.flush(wait_for_uploads=True)
    task.close()

    back = Task.get_task(task_id=identity)
    scalars = back.get_all_reported_scalars()
    check.same("every curve", {metric: sorted(lines) for metric, lines in scalars.items()}, {"parent": ["line"], "child": ["0", "1", "2"], "rank": ["0", "1"]})
    check.same("every point of the children", {n: len(line["x"]) for n, line in scalars["child"].items()}, {str(n): STEPS for n in range(WORKERS)})
    check.same("and of the ranks", {n: line["y"] for n, line in scalars["rank"].items()}, {str(r): [r * 100.0 + s for s in range(20)] for r in range(2)})
    check.same("every artifact", sorted(back.artifacts), ["from the first"] + ["of child %d" % n for n in range(WORKERS)])
    console = "".join(back.get_reported_console_output(1000))
    check.contains("every line", console, *(["child %d was here" % n for n in range(WORKERS)] + ["rank %d of 2" % n for n in range(2)]))
    check.same("completed by the parent", back.get_status(), "completed")

    # many edit one task: nothing that one wrote is lost by another
    shared = Task.create(project_name=project("many"), task_name="shared")
    with ThreadPoolExecutor(8) as pool:
        def edit(n):
            call("tasks.edit_hyper_params", {"task": shared.id, "hyperparams": [{"section": "S%d" % (n % 4), "name": "p%d" % n, "value": str(n)}]})
            call("tasks.edit_configuration", {"task": shared.id, "configuration": [{"name": "c%d" % n, "value": str(n)}]})
            call("tasks.add_or_update_artifacts", {"task": shared.id, "artifacts": [{"key": "a%02d" % n, "type": "custom", "uri": "file:///%d" % n}]})
        list(pool.map(edit, range(32)))
        final = call("tasks.get_by_id", {"task": shared.id})["task"]
        check.same("every parameter", sorted(int(p[1:]) for s in final["hyperparams"].values() for p in s), list(range(32)))
        check.same("every configuration", sorted(int(c[1:]) for c in final["configuration"]), list(range(32)))
        check.same("every artifact of all threads", [a["key"] for a in final["execution"]["artifacts"]], ["a%02d" % n for n in range(32)])
        queue = call("queues.create", {"name": "many-" + identity})["id"]
        later(call, "queues.delete", {"queue": queue, "force": True})
        answers = list(pool.map(lambda _: call("tasks.enqueue", {"task": shared.id, "queue": queue}, ok=False)[0], range(8)))
        check.same("one enqueues, the others are refused", sorted(answers), [200] + [400] * 7)
        pulled = list(pool.map(lambda _: call("queues.get_next_task", {"queue": queue}).get("entry"), range(8)))
        check.same("one pulls it", [entry["task"] for entry in pulled if entry], [shared.id])
