"""A clone with other parameters is pulled, runs in a virtual environment of its own, and is seen doing so."""
# timeout: 300
import time

from agent import HEARTBEAT, agent, clone, console, enqueue, get, queue, reaches, template
from kit import call, check, program


@program
def main():
    import clearml
    work = queue("work")
    source = template("template", requirements="clearml==%s" % clearml.__version__)
    copy = clone(source, "the copy", seconds=4)
    check.same("nobody works through the queue yet", enqueue(copy, work, verify_watched_queue=True)["queue_watched"], False)

    with agent("venv", "--queue", work, virtual_environment=True) as daemon:
        entry = check.eventually("the worker is listed", daemon.entry, 60)
        check.same("with its queue", [q["id"] for q in entry["queues"]], [work])
        running = reaches(copy, "in_progress")
        check.same("the run knows its worker", running.get("last_worker"), daemon.worker)
        busy = check.eventually("the worker shows its task", lambda: (daemon.entry() or {}).get("task"), 60)
        check.same("by name", (busy or {}).get("name"), "the copy")
        check.same("the queue shows the worker", [w["name"] for w in call("queues.get_all_ex", {"id": [work]})["queues"][0]["workers"]], [daemon.worker])
        done = reaches(copy, "completed", 240)
        check.same("the agent's reason", done["status_reason"], "worker execution done")
        check.same("the agent's message", done["status_message"], "Changed by clearml-agent " + daemon.worker)
        check.eventually("the worker is idle again", lambda: not daemon.entry().get("task"), 60)
        check.same("the next would be watched", enqueue(clone(source), work, verify_watched_queue=True)["queue_watched"], True)
        call("queues.clear_queue", {"queue": work})

        text = console(copy)
        check.contains("console of the run", text, "begins with 4 seconds", "%s 3" % HEARTBEAT, "ends")
        check.contains("console of the agent", text, "Environment setup completed successfully", "Process completed successfully")
        scalars = call("events.scalar_metrics_iter_histogram", {"task": copy})
        check.same("scalars", scalars["loss"]["train"]["y"], [10.0, 9.0, 8.0, 7.0])
        check.contains("installed packages", "\n".join(done["script"]["requirements"]["pip"]), "clearml==")
        check.same("the source is a draft as before", (get(source)["status"], get(source)["hyperparams"]["Args"]["seconds"]["value"]), ("created", "1"))

        now = time.time()
        # To the end of the next interval: an incomplete one at the end is left out.
        period = {"from_date": now - 600, "to_date": now + 60, "interval": 60}
        measured = call("workers.get_stats", dict(period, worker_ids=[daemon.worker], items=[{"key": "cpu_usage", "aggregation": "max"}]))["workers"]
        check.true("its processors were busy", measured and max(measured[0]["metrics"][0]["stats"][0]["values"]) > 0, measured)
        report = call("workers.get_activity_report", period)
        check.true("activity is counted", max(report["total"]["counts"]) >= 1 and max(report["active"]["counts"]) >= 1, report)
        daemon.stop()
        check.same("an agent that ended is gone", daemon.entry(), None)
