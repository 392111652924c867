"""Which task a run gets that does not ask for one: the last one when nothing came of it, else a new one. The SDK lets seconds go by at each end of a task."""
# timeout: 120
from clearml import Task
from kit import check, program, project

QUIET = dict(auto_connect_frameworks=False, auto_resource_monitoring=False, auto_connect_arg_parser=False)


def with_artifact(name, **kwargs):
    task = Task.init(project_name=project("again"), task_name="long job", **dict(QUIET, **kwargs))
    task.upload_artifact(name, {"name": name}, wait_on_upload=True)
    task.flush(wait_for_uploads=True)
    task.close()
    return task.id


@program
def main():
    first = with_artifact("one")
    other = with_artifact("two", reuse_last_task_id=False)
    check.true("a fresh task on request", other != first, other)
    check.true("a task with artifacts is not used again", with_artifact("three") not in (first, other))

    plain = Task.init(project_name=project("reuse"), task_name="short", **QUIET)
    plain.get_logger().report_scalar("old", "line", 1, 1)
    plain.connect({"old": 1})
    plain_id = plain.id
    plain.close()
    second = Task.init(project_name=project("reuse"), task_name="short", **QUIET)
    second.connect({"new": 2})
    second_id = second.id
    second.close()
    check.same("a task without results is used again", second_id, plain_id)
    again = Task.get_task(task_id=second_id)
    check.same("and starts empty", (again.get_reported_scalars(), again.get_parameters(), again.get_status()), ({}, {"General/new": "2"}, "completed"))
