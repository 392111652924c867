"""Queues in the order of their priority, a queue made on the way, places that change while an agent works."""
# timeout: 180
from agent import SHORT, agent, clone, command, enqueue, get, queue, reaches, template
from kit import RUN, call, check, later, program


@program
def main():
    urgent = queue("urgent")
    name = "agent-%s-made" % RUN
    source = template("template", SHORT)
    with agent("queues", "--queue", urgent, name, "--create-queue") as daemon:
        entry = check.eventually("the worker is listed", daemon.entry, 60)
        made = call("queues.get_all", {"name": "^%s$" % name})["queues"][0]["id"]
        later(call, "queues.delete", {"queue": made, "force": True})
        check.same("its queues in order", [q["id"] for q in entry["queues"]], [urgent, made])
        check.contains("as the agent lists it", command("list")[1], daemon.worker, name)
        # while the first runs the others wait
        running = clone(template("slow", "import time\ntime.sleep(8)\n"))
        enqueue(running, made)
        reaches(running, "in_progress")
        slow, front, first = (clone(source) for _ in range(3))
        enqueue(slow, made)
        enqueue(front, made)
        enqueue(first, urgent)
        check.same("moved", call("queues.move_task_to_front", {"queue": made, "task": front})["position"], 0)
        done = [reaches(task, "completed", 90) for task in (running, first, front, slow)]
        began = [task["started"] for task in done]
        check.same("by queue, then by place", began, sorted(began))
        check.same("the queue is told", get(first)["execution"]["queue"], urgent)
