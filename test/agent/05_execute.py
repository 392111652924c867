"""A task without a queue is run by hand with `clearml-agent execute`, a second time after a reset."""
# timeout: 120
from agent import FAILING, clone, command, console, get, template
from kit import call, check, program


@program
def main():
    task = clone(template("template"), seconds=2)
    status, output = command("execute", "--id", task)
    check.true("it ran", status == 0, output[-1500:])
    done = get(task)
    check.same("completed", (done["status"], done["last_iteration"]), ("completed", 1))
    check.contains("console", console(task), "begins with 2 seconds", "ends")
    call("tasks.reset", {"task": task})
    check.same("a reset takes the console", console(task), "")
    check.same("it runs again", (command("execute", "--id", task)[0], get(task)["status"]), (0, "completed"))

    failing = clone(template("failing", FAILING))
    status, _ = command("execute", "--id", failing)
    check.same("the agent passes the status of the run on", (status, get(failing)["status"]), (3, "failed"))
    status, output = command("execute", "--id", "f" * 32)
    check.true("an unknown task is an error", status != 0, output[-500:])
