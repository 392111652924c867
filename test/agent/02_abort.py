"""A run is aborted, another is reset, from outside; the agent ends them and goes on with the next."""
# timeout: 180
from agent import HEARTBEAT, agent, clone, console, enqueue, get, queue, reaches, template
from kit import call, check, program


@program
def main():
    work = queue("work")
    source = template("endless")
    first, second, third = (clone(source, seconds=n) for n in (600, 600, 2))
    for task in (first, second, third):
        enqueue(task, work)
    with agent("abort", "--queue", work) as daemon:
        check.eventually("the run writes", lambda: HEARTBEAT in console(first), 60)
        answer = call("tasks.stop", {"task": first})
        check.same("a run that lives is asked to end", (get(first)["status"], get(first)["status_message"], answer["updated"]), ("in_progress", "stopping", 1))
        reaches(first, "stopped")
        check.true("it ended early", "ends" not in console(first).splitlines())

        check.eventually("the next begins", lambda: HEARTBEAT in console(second), 60)
        call("tasks.reset", {"task": second})
        check.eventually("the worker leaves what was reset", lambda: ((daemon.entry() or {}).get("task") or {}).get("id") != second, 60)
        reaches(third, "completed")
        check.same("what was reset stays a draft", get(second)["status"], "created")
        check.same("all are done", call("queues.get_num_entries", {"queue": work})["num"], 0)
