"""Five tasks are enqueued by the SDK: each runs in a container and as a worker of its own, its console exact to the line."""
# timeout: 420
from clearml import Task
from kit import call, check, program
from services import ends, get, lines, task, workers

SCRIPT = '''
import os, sys, time
print("I am", os.environ["CLEARML_TASK_ID"], flush=True)
for i in range(60):
    print("line", i, flush=True)
    if i %% 10 == 0: print("err", i, file=sys.stderr, flush=True)
    time.sleep(%s)
'''


@program
def main():
    warm = task("warm", "print('ready')")  # the first run on an engine installs the agent
    Task.enqueue(warm, queue_name="services")
    ends(warm)
    ids = [task("one of five", SCRIPT % 0.5) for _ in range(5)]
    for one in ids:
        Task.enqueue(one, queue_name="services")
    check.eventually("all five run at once", lambda: all("line 0" in lines(one) for one in ids), 120, 1)
    known = workers()
    agent = get(ids[0])["last_worker"].split(":service:")[0]
    names = ["%s:service:%s" % (agent, one) for one in ids]
    check.same("each is a worker of its own", [n for n in names if n not in known], [])
    check.same("with its task", [known[n]["task"]["id"] for n in names if n in known], ids)
    check.true("the agent is one too, with its free slots", "slots free" in "".join(known[agent]["tags"]), known.get(agent))
    health = call("tasks.get_by_id", {"task": ids[0]})["task"]
    check.same("the owner's status words", (health["status"], "agent" in health["status_message"] or "worker" in health["status_reason"]), ("in_progress", True))
    for one in ids:
        done, said = ends(one), lines(one)
        check.same("it is completed", (done["status"], done["status_reason"]), ("completed", "worker execution done"))
        check.same("every line, once and in order", [l for l in said if l.startswith("line ")], ["line %d" % i for i in range(60)])
        check.same("and of the other stream", [l for l in said if l.startswith("err ")], ["err %d" % i for i in range(0, 60, 10)])
        check.true("its own task", "I am %s" % one in said)
    check.eventually("their workers are gone", lambda: not [n for n in names if n in workers()], 20, 1)
