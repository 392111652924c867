"""A run that fails, one that was stopped while it waited, one that was deleted: the queue goes on."""
# timeout: 180
from agent import FAILING, SHORT, agent, clone, console, enqueue, queue, reaches, template
from kit import call, check, program


@program
def main():
    work = queue("work")
    failing, stopped, deleted, last = (clone(template(name, script)) for name, script in (
        ("failing", FAILING), ("stopped", SHORT), ("deleted", SHORT), ("last", SHORT)))
    for task in (failing, stopped, deleted, last):
        enqueue(task, work)
    call("tasks.stopped", {"task": stopped})
    call("tasks.delete", {"task": deleted, "force": True})
    with agent("failure", "--queue", work) as daemon:
        failed = reaches(failing, "failed")
        check.same("the exit status is told", failed["status_reason"], "worker execution exit code 3")
        check.same("the agent's message", failed["status_message"], "Changed by clearml-agent " + daemon.worker)
        check.contains("what it wrote before", console(failing), "all that it does")
        reaches(stopped, "completed")
        reaches(last, "completed")
