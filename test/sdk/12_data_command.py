"""The command clearml-data: a dataset and its child from create to delete, as a shell script does it."""
# timeout: 240
import os
import re
import subprocess
import sys

from clearml import Dataset, Task
from kit import RUN, check, program, project


def put(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.write(text)


def content(folder):
    return {os.path.relpath(os.path.join(d, f), folder): open(os.path.join(d, f)).read() for d, _, fs in os.walk(folder) for f in fs}


def data(*words, fails=False):
    """What the command prints; it leaves with status 0, or with another when it fails."""
    done = subprocess.run([sys.executable, "-m", "clearml.cli.data", *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    check.true("%s leaves with status %s" % (words[0], "1" if fails else "0"), bool(done.returncode) == fails, (done.returncode, done.stdout[-600:]))
    return done.stdout


def identity(output):
    return re.search(r"created id=(\w{32})", output).group(1)


@program
def main():
    where, name = project("commands"), "shelf " + RUN
    put("raw/one.txt", "1")
    put("raw/deep/two.txt", "2")
    put("raw/three.csv", "a,b")
    put("more/four.txt", "4")
    base = identity(data("create", "--project", where, "--name", name, "--version", "1.0", "--tags", "first"))
    check.contains("add takes the dataset of the last command", data("add", "--files", "raw"), base, "3 files added")
    check.contains("into a folder", data("add", "--files", "more", "--wildcard", "*.txt", "--dataset-folder", "inner"), "1 file added")
    check.contains("removed by a pattern", data("remove", "--files", "*.csv"), "1 file removed")
    data("set-description", "--description", "a shelf of files")
    data("upload")
    check.contains("closed", data("close"), "finalized")
    made = Dataset.get(dataset_id=base)
    check.same("as the library sees it", (made.is_final(), made.version, made.tags, sorted(made.list_files()), Task.get_task(task_id=base).comment),
               (True, "1.0", ["first"], ["deep/two.txt", "inner/four.txt", "one.txt"], "a shelf of files"))
    listed = data("list", "--project", where, "--name", name, "--version", "1.0", "--filter", "inner/*")
    check.true("list by name, with a filter", "inner/four.txt" in listed and "one.txt" not in listed, listed)
    check.contains("list by id", data("list", "--id", base), "inner/four.txt", "deep/two.txt", "Total 3 files, 3 bytes")

    # a version synchronised with a folder that has changed
    os.remove("raw/three.csv")
    os.remove("raw/deep/two.txt")
    put("raw/one.txt", "1, changed")
    put("raw/five.txt", "5")
    synced = data("sync", "--parents", base, "--project", where, "--name", name, "--version", "1.1", "--folder", "raw")
    child = identity(synced)
    check.contains("sync", synced, "2 files removed, 1 added, 1 modified", "finalized")
    check.contains("compare", data("compare", "--source", base, "--target", child, "--verbose"), "2 files removed, 1 files modified, 1 files added", "five.txt")
    data("get", "--id", child, "--copy", "copy")
    check.same("a copy to write to", content("copy"), {"one.txt": "1, changed", "five.txt": "5"})
    check.contains("verified", data("verify", "--id", child, "--folder", "copy"), "no errors found")

    found = data("search", "--project", where, "--name", "shelf")
    check.contains("search", found, base, child, "1.0", "1.1", "first")
    flat = identity(data("squash", "--name", "flat " + RUN, "--ids", base, child))
    check.same("squashed, all files of both", sorted(Dataset.get(dataset_id=flat).list_files()), ["deep/two.txt", "five.txt", "inner/four.txt", "one.txt"])
    data("publish", "--id", base)
    check.same("published", Task.get_task(task_id=base).get_status(), "published")
    data("move", "--project", where, "--name", name, "--new-project", project("moved"))
    check.contains("moved", data("search", "--project", project("moved")), name, base, child)
    check.contains("one version deleted", data("delete", "--id", child, "--force"), "deleted")
    gone = data("search", "--project", project("moved"))
    check.true("and only that one", base in gone and child not in gone, gone)
    check.contains("an unknown one is an error", data("list", "--id", "0" * 32, fails=True), "Error")
    data("rename", "--project", where, "--name", "flat " + RUN, "--new-name", "level " + RUN)
    check.same("renamed", Dataset.get(dataset_id=flat).name, "level " + RUN)
