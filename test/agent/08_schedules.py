"""TaskScheduler and TriggerScheduler: a job that is due at once, a function, a job on a metric, a tag, a published model and a finished dataset; all by a real agent."""
# timeout: 240
import threading

from agent import SHORT, agent, call, get, queue, reaches, template
from clearml import Dataset, OutputModel, Task
from clearml.automation import TaskScheduler, TriggerScheduler
from kit import RUN, check, program, project


def copies(source):
    return [t["id"] for t in call("tasks.get_all", {"parent": source, "only_fields": ["id"]})["tasks"]]


def begins(scheduler):
    """Its loop, which never ends, beside us."""
    threading.Thread(target=scheduler.start, daemon=True).start()


@program
def main():
    work = queue("scheduled")
    source, other = template("nightly", SHORT), template("on demand", SHORT)
    service = Task.init(project_name=project("services"), task_name="schedules", task_type=Task.TaskTypes.service, auto_resource_monitoring=False, auto_connect_arg_parser=False)
    with agent("schedules", "--queue", work):
        called = threading.Event()
        scheduler = TaskScheduler(sync_frequency_minutes=0.05)
        scheduler.add_task(schedule_task_id=source, queue=work, name="nightly", minute=30, hour=22, day=1, execute_immediately=True,
                           task_parameters={"Args/seconds": "7"}, target_project=project("nights"))
        scheduler.add_task(schedule_function=called.set, queue=work, name="function", hour=1, execute_immediately=True)
        begins(scheduler)
        made = check.eventually("a copy is made", lambda: copies(source), 60)
        done = reaches(made[0], "completed")
        check.same("with its parameters, in its project", (done["hyperparams"]["Args"]["seconds"]["value"], done["project"]), ("7", Task.get_project_id(project("nights"))))
        check.true("the function is called", called.wait(60))
        check.same("its plan is stored", sorted(job["name"] for job in Task.get_task(task_id=service.id).get_configuration_object_as_dict("schedule")), ["function", "nightly"])

        seen, finished = {}, threading.Event()

        def note(what):
            def function(identity):
                seen[what] = identity
                if len(seen) == 4:
                    finished.set()
            return function

        watched = project("watched")
        call("projects.create", {"name": watched})
        data = Dataset.create(dataset_name="rows " + RUN, dataset_project=watched)
        triggers = TriggerScheduler(pooling_frequency_minutes=0.03, sync_frequency_minutes=1)
        triggers.add_task_trigger(name="metric", schedule_function=note("metric"), trigger_project=watched, trigger_on_metric="loss", trigger_on_variant="train", trigger_on_threshold=0.5, trigger_on_sign="min")
        triggers.add_task_trigger(name="tag", schedule_function=note("tag"), trigger_project=watched, trigger_on_tags=["ready"], trigger_on_status=["completed"])
        triggers.add_model_trigger(name="model", schedule_function=note("model"), trigger_project=watched, trigger_on_publish=True)
        triggers.add_dataset_trigger(name="data", schedule_function=note("data"), trigger_project=watched)
        triggers.add_task_trigger(name="run", schedule_task_id=other, schedule_queue=work, trigger_project=watched, trigger_on_tags=["ready"], task_parameters={"Args/seconds": "${task.id}"})
        begins(triggers)
        check.eventually("it waits", lambda: Task.get_task(task_id=service.id).get_configuration_object("tasks"), 30)

        low, high, tagged = (Task.create(project_name=watched, task_name=name) for name in ("low", "high", "tagged"))
        for task, value in ((low, 0.25), (high, 0.75), (tagged, 1.5)):
            task.mark_started()
            task.get_logger().report_scalar("loss", "train", value, 1)
            task.flush(wait_for_uploads=True)
        tagged.mark_completed()
        tagged.add_tags(["ready"])
        model = call("models.create", {"name": "of the watched", "uri": "file:///none", "project": low.project, "ready": False})["id"]
        call("models.set_ready", {"model": model})
        data.finalize()
        check.true("all four are noticed", finished.wait(60), seen)
        check.same("each by what it asked for", seen, {"metric": low.id, "tag": tagged.id, "model": model, "data": data.id})
        started = check.eventually("a run is started", lambda: copies(other), 30)
        done = reaches(started[0], "completed")
        check.same("it knows why", (done["hyperparams"]["Args"]["seconds"]["value"], done["tags"]), (tagged.id, ["run"]))
