"""The optimiser of hyperparameters: a grid through a queue with a real agent, what it measured, what it kept; a trial that is stopped."""
# timeout: 300
from agent import agent, call, queue, reaches, template
from clearml import Task
from clearml.automation import DiscreteParameterRange, GridSearch, HyperParameterOptimizer, RandomSearch, UniformIntegerParameterRange
from kit import check, program, project

# Reports (x - 3)² + bias, and goes on reporting when asked to.
TRIAL = '''
import argparse, time
from clearml import Task
parser = argparse.ArgumentParser()
parser.add_argument("--x", type=int, default=0)
parser.add_argument("--bias", type=float, default=0.0)
parser.add_argument("--steps", type=int, default=1)
task = Task.init(project_name="ignored", task_name="ignored", auto_resource_monitoring=False)
args = parser.parse_args()
for step in range(args.steps):
    task.get_logger().report_scalar("loss", "square", (args.x - 3) ** 2 + args.bias, step)
    task.flush()
    time.sleep(0.2)
'''


@program
def main():
    work = queue("trials")
    base = template("trial", TRIAL)
    call("tasks.edit", {"task": base, "hyperparams": {"Args": {name: {"section": "Args", "name": name, "value": value, "type": kind} for name, value, kind in (
        ("x", "0", "int"), ("bias", "0.0", "float"), ("steps", "1", "int"))}}})
    main_task = Task.init(project_name=project("search"), task_name="grid", task_type=Task.TaskTypes.optimizer, auto_resource_monitoring=False, auto_connect_arg_parser=False)
    told = []
    with agent("trials", "--queue", work):
        search = HyperParameterOptimizer(
            base_task_id=base, hyper_parameters=[DiscreteParameterRange("Args/x", [1, 3]), DiscreteParameterRange("Args/bias", [0.5, 0.25])],
            objective_metric_title="loss", objective_metric_series="square", objective_metric_sign="min", optimizer_class=GridSearch, execution_queue=work,
            max_number_of_concurrent_tasks=4, spawn_project=project("trials"), save_top_k_tasks_only=2, pool_period_min=0.03, total_max_jobs=4)
        search.set_report_period(0.05)
        search.start(job_complete_callback=lambda *job: told.append(job))
        check.true("the search ends", search.wait(timeout=3.5))
        best = search.get_top_experiments(top_k=4)
        check.same("the best first", [(t.get_parameter("Args/x"), t.get_parameter("Args/bias")) for t in best[:2]], [("3", "0.25"), ("3", "0.5")])
        details = search.get_top_experiments_details(top_k=1)[0]
        check.same("what it measured", (details["task_id"], details["metrics"]["loss/square"]["value"], details["hyper_parameters"]["Args/x"]), (best[0].id, 0.25, "3"))
        search.stop()
        main_task.flush(wait_for_uploads=True)
        trials = call("tasks.get_all", {"parent": main_task.id, "search_hidden": True, "only_fields": ["id", "status", "system_tags", "project", "hyperparams.Args"]})["tasks"]
        check.same("every combination once", sorted((t["hyperparams"]["Args"]["x"]["value"], t["hyperparams"]["Args"]["bias"]["value"], t["status"]) for t in trials),
                   [(x, bias, "completed") for x in "13" for bias in ("0.25", "0.5")])
        check.same("in a project of their own", {t["project"] for t in trials}, {Task.get_project_id(project("trials"))})
        # the SDK's reporter may end before it has told of the last trial
        archived = {t["id"] for t in trials if "archived" in t["system_tags"]}
        check.true("the two best are kept, others archived", archived and not archived & {t.id for t in best[:2]}, archived)
        values = [job[1] for job in told]
        check.true("the callback was told, of each once", len(values) >= 3 and sorted(values) == [v for v in ([0.25], [0.5], [4.25], [4.5]) if v in values], told)
        plots = {p["metric"] for p in main_task.get_reported_plots(10)}
        check.true("a table of the trials", "summary" in plots, plots)
        check.same("settings of the search", {k: v for k, v in main_task.get_parameters().items() if k.endswith(("objective_metric_sign", "execution_queue"))}, {"General/opt/objective_metric_sign": '["min"]', "General/opt/execution_queue": work})
        check.same("found again later by its task", [t.id for t in HyperParameterOptimizer.get_optimizer_top_experiments("loss", "square", "min", main_task.id, 1)], [best[0].id])

        endless = HyperParameterOptimizer(
            base_task_id=base, hyper_parameters=[UniformIntegerParameterRange("Args/x", 1, 5), DiscreteParameterRange("Args/steps", [3000])],
            objective_metric_title="loss", objective_metric_series="square", objective_metric_sign="max_global", optimizer_class=RandomSearch, execution_queue=work,
            max_number_of_concurrent_tasks=1, pool_period_min=0.03, max_iteration_per_job=5, total_max_jobs=1, auto_connect_task=False)
        endless.set_report_period(0.05)
        endless.start()
        check.true("the second search ends", endless.wait(timeout=2))
        job, = endless.optimizer.get_created_jobs_ids()
        check.true("its trial was stopped after its iterations", reaches(job, "stopped", 30)["last_iteration"] > 5)
        endless.stop(wait_for_reporter=False)
