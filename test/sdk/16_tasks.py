"""What else a task can do: export and import, script and packages, properties, progress, parents, moves, functions, callbacks, waiting, deletion."""
# timeout: 150
import threading

import requests
from clearml import Logger, Task
from kit import call, check, files_token, program, project


def trained(rate, steps=3):
    return rate * steps


@program
def main():
    task = Task.init(project_name=project("life"), task_name="main", auto_connect_frameworks=False, auto_resource_monitoring=False)
    log = task.get_logger()
    log.set_default_debug_sample_history(2)
    check.same("how many samples are kept", log.get_default_debug_sample_history(), 2)
    Logger.set_reporting_nan_value(-1)
    Logger.set_reporting_inf_value(-2)
    log.report_scalar("odd", "nan", float("nan"), 1)
    log.report_scalar("odd", "inf", float("inf"), 1)
    for step in range(5):  # the third image takes the file of the first
        log.report_media("seen", "note", iteration=step, stream="step %d" % step, file_extension=".txt")
        if step in (1, 3):  # uploads of one file may overtake each other
            task.flush(wait_for_uploads=True)

    task.set_progress(40)
    check.same("progress", task.get_progress(), 40)
    check.true("user properties", task.set_user_properties(owner="me", age=3, note={"value": "long", "description": "a note", "type": "str"}))
    check.same("as set", {k: (v["value"], v.get("description")) for k, v in task.get_user_properties().items()}, {"owner": ("me", None), "age": ("3", None), "note": ("long", "a note")})
    check.true("one deleted", task.delete_user_properties([("properties", "age")]))
    check.same("the others stay", task.get_user_properties(value_only=True), {"owner": "me", "note": "long"})
    task.set_parameters({"Args/a": 1, "Args/b": [1, 2], "Kind/c": "x"})
    task.update_parameters({"Args/a": 2})
    check.same("a parameter of what runs is deleted by force only", (task.delete_parameter("Kind/c"), task.delete_parameter("Kind/c", force=True)), (False, True))
    check.same("parameters", {k: v for k, v in task.get_parameters(cast=True).items() if k[:5] != "prope"}, {"Args/a": 2, "Args/b": [1, 2]})
    task.set_configuration_object("setup", config_dict={"depth": {"of": [1, 2]}}, description="how deep")
    task.set_configuration_object("plain", config_text="a = b", config_type="text")
    check.same("configurations", (task.get_configuration_object_as_dict("setup"), task.get_configuration_object("plain"), sorted(task.get_configuration_objects())), ({"depth": {"of": [1, 2]}}, "a = b", ["plain", "setup"]))
    task.add_tags(["one", "two"])
    task.remove_tags("two")
    task.set_model_label_enumeration({"cat": 1})
    task.rename("renamed")
    identity = task.id
    task.flush(wait_for_uploads=True)

    function = task.create_function_task(trained, func_name="trained", task_name="a function", rate=0.5)
    check.same("a function as a draft", (function.get_status(), function.parent, function.get_parameters(cast=True)["Function/rate"], "func" in function.get_system_tags()), ("created", identity, 0.5, True))
    with check.refused("its name is taken", "must be unique"):
        task.create_function_task(trained, rate=1)
    task.close()

    back = Task.get_task(task_id=identity)
    check.same("name, tags, labels", (back.name, back.get_tags(), back.get_labels_enumeration()), ("renamed", ["one"], {"cat": 1}))
    check.same("progress of what is done", back.get_progress(), 100)
    check.same("what is not a number", {k: v["y"] for k, v in back.get_reported_scalars()["odd"].items()}, {"nan": [-1.0], "inf": [-2.0]})
    samples = back.get_debug_samples("seen", "note", n_last_iterations=10)
    check.same("two samples are kept", [s["iter"] for s in sorted(samples, key=lambda s: s["iter"])], [3, 4])
    check.same("with their own files", [requests.get(s["url"], headers=files_token(), timeout=20).text for s in sorted(samples, key=lambda s: s["iter"])], ["step 3", "step 4"])

    exported = back.export_task()
    copy = Task.import_task(exported)
    check.same("imported as a draft", (copy.id != identity, copy.get_status(), copy.name), (True, "created", "renamed"))
    same = ("hyperparams", "configuration", "script", "tags", "comment", "type")
    check.same("all that was exported", {k: copy.export_task().get(k) for k in same}, {k: exported.get(k) for k in same})
    exported["name"] = "changed outside"
    check.true("updated from outside", copy.update_task(exported))
    check.same("is changed", Task.get_task(task_id=copy.id).name, "changed outside")
    copy.set_script(repository="https://git.example.org/r.git", branch="main", commit="b" * 40, working_dir="src", entry_point="go.py", diff="")
    copy.set_packages(["attrs==23.1", "numpy"])
    copy.set_base_docker(docker_image="python:3.12", docker_arguments=["--ipc=host", "-e A=1"], docker_setup_bash_script=["echo 1", "echo 2"])
    copy.set_parent(back)
    copy.set_task_type("inference")
    copy.move_to_project(new_project_name=project("life/moved"))
    copy = Task.get_task(task_id=copy.id)
    check.same("script", copy.get_script(), {"repository": "https://git.example.org/r.git", "branch": "main", "working_dir": "src", "entry_point": "go.py"})
    check.same("its commit, no differences", (copy.data.script.version_num, copy.data.script.diff), ("b" * 40, ""))
    check.same("packages", copy.get_requirements()["pip"], "attrs==23.1\nnumpy")
    check.same("container", (copy.get_base_docker(), copy.data.container["setup_shell_script"]), ("python:3.12 --ipc=host -e A=1", "echo 1\necho 2"))
    check.same("parent, type, project", (copy.parent, str(copy.task_type), copy.get_project_name()), (identity, "inference", project("life/moved")))
    check.same("children by query", [t for t in Task.query_tasks(task_filter={"parent": identity}, project_name=project("life/moved"))], [copy.id])

    # another process waits, asks for an end, and sees it
    copy.mark_started()
    timer = threading.Timer(1.0, lambda: Task.get_task(task_id=copy.id).mark_completed(status_message="done elsewhere"))
    timer.start()
    copy.wait_for_status(check_interval_sec=0.5)
    check.same("waited for", (copy.get_status(), copy.get_status_message()[1]), ("completed", "done elsewhere"))
    copy.reset(force=True)
    check.same("a draft again", Task.get_task(task_id=copy.id).get_status(), "created")
    copy.mark_started()
    copy.mark_stop_request(status_message="please")
    check.same("nobody works on it: it ends at once", Task.get_task(task_id=copy.id).get_status(), "stopped")
    copy.mark_stopped(force=True, status_message="by hand")
    copy.publish()
    check.same("published", Task.get_task(task_id=copy.id).get_status(), "published")
    with check.refused("what is published stays as it is"):
        call("tasks.edit", {"task": copy.id, "name": "no longer"})
    url = samples[0]["url"]
    check.true("deleted with what it made", back.delete(raise_on_error=True))
    check.eventually("its files too", lambda: requests.get(url, headers=files_token(), timeout=10).status_code == 404, 60, 1)
    check.same("children stay and know that it is gone", call("tasks.get_by_id", {"task": copy.id})["task"]["parent"], "__DELETED__" + identity)
