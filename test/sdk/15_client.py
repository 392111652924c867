"""APIClient: every service's lists and single objects by every generation of its classes, and those of the agent, back to 2.4."""
# timeout: 120
from clearml import Task
from clearml.backend_api import Session
from clearml.backend_api.session.client import APIClient, APIError
from clearml_agent.backend_api.session.client import APIClient as AgentClient
from kit import RUN, call, check, later, program, project


@program
def main():
    where = project("clients")
    task = Task.create(project_name=where, task_name="seen by all")
    task.set_parameters({"Args/rate": 0.5, "General/kind": "old"})
    task.mark_started()
    task.get_logger().report_scalar("loss", "train", 0.25, 3)
    task.flush(wait_for_uploads=True)
    model = call("models.create", {"name": "seen too", "uri": "file:///none", "framework": "ONNX", "project": task.project, "task": task.id})["id"]
    call("tasks.add_or_update_model", {"task": task.id, "name": "seen too", "model": model, "type": "output"})
    folder = task.project
    queue = call("queues.create", {"name": "clients-" + RUN})["id"]
    later(call, "queues.delete", {"queue": queue, "force": True})
    call("workers.register", {"worker": "client-" + RUN, "queues": [queue]})
    later(call, "workers.unregister", {"worker": "client-" + RUN})

    clients = {version: APIClient(api_version=version) for version in ("2.9", "2.13", "2.20", "2.23")}
    clients["newest"] = APIClient()
    for version, client in clients.items():
        rows = {"tasks": task.id, "models": model, "projects": folder, "queues": queue}
        for service, wanted in rows.items():
            api = getattr(client, service)
            found = api.get_all(id=[wanted])
            check.same("%s.get_all by %s" % (service, version), [item.id for item in found], [wanted])
            if hasattr(api, "get_all_ex"):
                check.same("%s.get_all_ex by %s" % (service, version), [item.id for item in api.get_all_ex(id=[wanted])], [wanted])
            single = api.get_by_id(**{service[:-1]: wanted})
            name = single.name
            single.fetch()
            check.same("%s.get_by_id by %s" % (service, version), single.name, name)
        workers = [w.id for w in client.workers.get_all()]
        check.true("workers.get_all by %s" % version, "client-" + RUN in workers, workers)
        seen = client.tasks.get_by_id(task=task.id)
        check.same("fields by %s" % version, (str(seen.status), seen.hyperparams["Args"]["rate"].value, seen.last_iteration), ("in_progress", "0.5", 3))
        with check.refused("an unknown task by %s" % version, "400/101", APIError):
            client.tasks.get_by_id(task="f" * 32)
        changed = seen.edit(comment="by " + version, force=True)
        seen.fetch()
        check.same("changed by %s" % version, (changed.updated, seen.comment), (1, "by " + version))
        curve = client.events.scalar_metrics_iter_histogram(task=task.id)
        check.same("events by %s" % version, curve.metrics["loss"]["train"]["y"], [0.25])
        made = client.projects.create(name=project("made by %s" % version), description="")
        check.same("created and deleted by %s" % version, client.projects.delete(project=made.id).deleted, 1)

    # the agent has classes of its own, older than the sections of hyperparameters: what they write is of type legacy, and they see no other
    for version in ("2.4", "2.5"):
        client = AgentClient(api_version=version)
        old = client.tasks.create(name="as of " + version, type="training", project=folder, execution={"parameters": {"rate": "0.5", "TF_DEFINE/steps": "3"}})
        old.fetch()
        check.same("parameters as %s has them" % version, old.execution.parameters, {"rate": "0.5", "TF_DEFINE/steps": "3"})
        check.same("and as of today", Task.get_task(task_id=old.id).data.hyperparams["Args"]["rate"].to_dict(), {"section": "Args", "name": "rate", "value": "0.5", "type": "legacy"})
        check.same("those of today are not shown to %s" % version, client.tasks.get_by_id(task=task.id).execution.parameters, {})
        check.same("lists by %s" % version, ([t.id for t in client.tasks.get_all(id=[task.id])], [q.id for q in client.queues.get_all(id=[queue])]), ([task.id], [queue]))
        check.true("workers by %s" % version, "client-" + RUN in [w.id for w in client.workers.get_all()])
    for version in ("1.0", "2.0", "2.5", "2.8", "2.9", "2.23", "999.0"):
        status = Session().send_request("tasks", "get_all", version=version, json={"id": [task.id]}, method="post").status_code
        check.same("raw tasks.get_all %s" % version, status, 200)
