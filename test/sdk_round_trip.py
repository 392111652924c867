"""One run of the real SDK against the server that the environment names: `sdk_round_trip.py write FILE` trains and notes the task's id in
FILE, `sdk_round_trip.py read FILE` finds everything again."""
import sys

from clearml import Task

if sys.argv[1] == "write":
    task = Task.init(project_name="round trip", task_name="first run", auto_connect_frameworks=False)
    task.connect({"rate": 0.25})
    for i in range(10):
        task.get_logger().report_scalar("loss", "train", 1 / (i + 1), i)
    print("a line on the console")
    task.upload_artifact("numbers", {"seven": 7}, wait_on_upload=True)
    with open(sys.argv[2], "w") as note:
        note.write(task.id)
    task.close()
else:
    with open(sys.argv[2]) as note:
        task = Task.get_task(task_id=note.read())
    assert task.get_status() == "completed", task.get_status()
    assert task.get_parameters(cast=True)["General/rate"] == 0.25
    assert len(task.get_reported_scalars()["loss"]["train"]["y"]) == 10
    assert "a line on the console" in "".join(task.get_reported_console_output(number_of_reports=10))
    assert task.artifacts["numbers"].get(force_download=True) == {"seven": 7}
