"""Versions of datasets: two parents, differences along the line, links, parts, renaming, moving, deleting, a dataset made away from the server."""
# timeout: 180
import os

from clearml import Dataset, Task
from kit import RUN, call, check, program, project


def put(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.write(text)


def content(folder):
    return {os.path.relpath(os.path.join(d, f), folder): open(os.path.join(d, f)).read() for d, _, fs in os.walk(folder) for f in fs}


def version(name, files, parents=(), **more):
    """A finished version with these files on top of its parents'."""
    folder = os.path.join("files", name.replace(" ", "-"), str(more.get("dataset_version")))
    for path, text in files.items():
        put(os.path.join(folder, path), text)
    made = Dataset.create(dataset_name=name, dataset_project=project("data"), parent_datasets=[p.id for p in parents], **more)
    made.add_files(folder)
    made.upload(show_progress=False)
    made.finalize()
    return made


@program
def main():
    where, name = project("data"), "letters " + RUN
    left = version(name, {"a.txt": "a", "shared.txt": "left"}, dataset_version="1.0.0", dataset_tags=["left"])
    right = version("digits " + RUN, {"1.txt": "1", "shared.txt": "right"})
    both = version(name, {"a.txt": "a, again", "c.txt": "c"}, [left, right], dataset_version="2.0.0", description="of both")
    wanted = {"a.txt": "a, again", "c.txt": "c", "1.txt": "1", "shared.txt": "right"}
    check.same("of two parents the later one wins", content(Dataset.get(dataset_id=both.id).get_local_copy()), wanted)
    check.same("its parents", both.get_dependency_graph()[both.id], [left.id, right.id])
    check.same("against the first parent", [sorted(find(dataset_id=left.id)) for find in (both.list_added_files, both.list_modified_files, both.list_removed_files)],
               [["1.txt", "c.txt"], ["a.txt", "shared.txt"], []])
    check.same("files of one parent", sorted(both.list_files(dataset_id=right.id)), ["1.txt", "shared.txt"])
    check.same("by a pattern", both.list_files("c*"), ["c.txt"])
    chain = version("chain " + RUN, {"x.txt": "x"}, [right])
    check.same("pieces, with the parents'", (chain.get_num_chunks(include_parents=False), chain.get_num_chunks()), (1, 2))
    parts = [content(chain.get_local_copy(part=n, num_parts=2)) for n in range(2)]
    check.same("a half each", sorted(map(sorted, parts)), [["1.txt", "shared.txt"], ["x.txt"]])

    # a version number that nobody gave is the one after the newest
    minor = version(name, {"d.txt": "d"}, [both])
    check.same("next number", minor.version, "2.0.1")
    check.same("the newest", Dataset.get(dataset_project=where, dataset_name=name).id, minor.id)
    check.same("the newest with a tag", Dataset.get(dataset_project=where, dataset_name=name, dataset_tags=["left"]).id, left.id)
    check.same("partly named", sorted(d["version"] for d in Dataset.list_datasets(dataset_project=where, partial_name="letters")), ["1.0.0", "2.0.0", "2.0.1"])
    check.same("in the parent project", len(Dataset.list_datasets(dataset_project=project("data").rsplit("/", 1)[0], recursive_project_search=True)), 5)
    check.same("of some ids", [d["id"] for d in Dataset.list_datasets(ids=[right.id])], [right.id])
    task = Task.get_task(task_id=both.id)
    check.same("described in the task", (task.comment, str(task.task_type), task.get_status()), ("of both", "data_processing", "completed"))
    runtime = call("tasks.get_by_id", {"task": both.id})["task"]["runtime"]
    check.same("counted in the task", {k: int(runtime["ds_" + k]) for k in ("file_count", "change_add", "change_modify", "change_remove")},
               {"file_count": 4, "change_add": 1, "change_modify": 1, "change_remove": 0})
    check.true("a preview", {"__Dataset Genealogy", "__Dataset Summary"} <= {p["metric"] for p in task.get_reported_plots(10)}, [p["metric"] for p in task.get_reported_plots(10)])
    stats = call("projects.get_all_ex", {"search_hidden": True, "name": "^%s/\\.datasets/%s$" % (where, name), "include_dataset_stats": True, "children_type": "dataset"})["projects"]
    check.same("counted in its project", [p["dataset_stats"]["file_count"] for p in stats], [5])

    # links keep their address
    linked = Dataset.create(dataset_name="links " + RUN, dataset_project=where)
    url = Task.get_task(task_id=left.id).artifacts["state"].url
    check.same("linked", linked.add_external_files(url, dataset_path="far"), 1)
    linked.upload(show_progress=False)
    linked.finalize()
    entry = Dataset.get(dataset_id=linked.id).link_entries
    check.same("as a link", [(e.link, os.path.dirname(e.relative_path)) for e in entry], [(url, "far")])
    check.same("fetched by its link", sorted(os.path.basename(p) for p in content(Dataset.get(dataset_id=linked.id).get_local_copy())), [os.path.basename(url)])

    Dataset.move_to_project(project("elsewhere"), dataset_project=where, dataset_name=name)
    moved = Dataset.get(dataset_project=project("elsewhere"), dataset_name=name, dataset_version="2.0.0")
    check.same("moved with all versions", (moved.id, len(Dataset.list_datasets(dataset_project=project("elsewhere")))), (both.id, 3))
    check.same("content of what was moved", content(moved.get_local_copy()), wanted)
    # the SDK renames the project; it goes on to look for versions by their own names, which are the old one
    Dataset.rename("renamed " + RUN, dataset_project=project("elsewhere"), dataset_name=name)
    check.same("renamed", [Dataset.get(dataset_id=each.id).name for each in (left, both, minor)], ["renamed " + RUN] * 3)
    check.same("nothing under the old name", Task.get_project_id(project("elsewhere") + "/.datasets/" + name), None)
    Dataset.rename(name, dataset_project=project("elsewhere"), dataset_name="renamed " + RUN)
    Dataset.delete(dataset_project=project("elsewhere"), dataset_name=name, entire_dataset=True, force=True)
    check.same("deleted with all versions", Dataset.list_datasets(dataset_project=project("elsewhere")), [])
    check.same("another one is still whole", content(Dataset.get(dataset_id=right.id).get_local_copy()), {"1.txt": "1", "shared.txt": "right"})
    made = Dataset.get(dataset_project=where, dataset_name="made " + RUN, auto_create=True)
    check.same("made when there is none", (made.is_final(), made.version), (False, "1.0.0"))

    # what has begun on one machine goes on with another, and what is not finished is not found
    made.add_files("files/digits-%s/None/1.txt" % RUN)
    made.upload(show_progress=False)
    again = Dataset.get(dataset_id=made.id)
    check.same("goes on from the server's state", (again.list_files(), again.is_dirty()), (["1.txt"], False))
    check.same("not among the completed", [d["id"] for d in Dataset.list_datasets(dataset_project=where, partial_name="made", only_completed=True)], [])
    check.same("finished by another", (again.finalize(), Dataset.get(dataset_id=made.id).is_final()), (True, True))
