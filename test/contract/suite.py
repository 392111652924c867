"""openapi.json as the running server gives it, by schemathesis: each operation is called with values from the edges of its schema and with random
ones, right and wrong, and every answer must be one that the schema knows. schemathesis.toml says which checks are on and why the others are not.
`suite.py [service.action …]`; by default all operations. Last line: `N passed, N failed`, a test for each operation."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as xml

import requests

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))

from stack import stack  # noqa: E402


class Api:
    def __init__(self, url, keys):
        self.url, self.auth = url, (keys["access_key"], keys["secret_key"])

    def call(self, endpoint, **body):
        answer = requests.post("%s/%s" % (self.url, endpoint), json=body, auth=self.auth, timeout=30)
        answer.raise_for_status()
        return answer.json()["data"]


def things(api):
    """Makes some of everything that operations take ids of. Returns the ids."""
    ids = []
    for number in range(6):
        project = api.call("projects.create", name="contract/number %d" % number)["id"]
        queue = api.call("queues.create", name="contract %d" % number)["id"]
        task = api.call("tasks.create", name="contract %d" % number, type="training", project=project)["id"]
        model = api.call("models.create", name="contract %d" % number, uri="file:///m", task=task, project=project)["id"]
        report = api.call("reports.create", name="contract %d" % number, project=project, report="text")["id"]
        for iteration in range(3):
            event = {"task": task, "iter": iteration, "metric": "m", "variant": "v", "timestamp": 1700000000000}
            api.call("events.add", type="training_stats_scalar", value=iteration, **event)
            api.call("events.add", type="plot", plot_str="{}", **event)
            api.call("events.add", type="training_debug_image", url="http://f/%d.png" % iteration, **event)
            api.call("events.add", type="log", msg="a line", **event)
        ids += [project, queue, task, model, report]
    return ids


def run(server, asked, folder):
    root = server["root"]
    paths = {name: os.path.join(folder, name) for name in ("ids.txt", "report.xml", "counts.json")}
    with open(paths["ids.txt"], "w") as file:
        file.writelines('"%s"\n' % one for one in things(Api(server["api_url"], root)))
    # the dictionary of ids is looked for beside the settings
    for name in ("schemathesis.toml", "hooks.py"):
        shutil.copy(os.path.join(HERE, name), folder)
    environment = dict(
        os.environ, LIMPID_KEY=root["access_key"], LIMPID_SECRET=root["secret_key"],
        LIMPID_COUNTS=paths["counts.json"], NO_COLOR="1")
    arguments = [arg for name in asked for arg in ("--include-path", "/" + name)]
    subprocess.run(
        [os.path.join(os.path.dirname(sys.executable), "schemathesis"), "run",
         server["api_url"] + "/openapi.json", "--url", server["api_url"], "--report-junit-path", paths["report.xml"], *arguments],
        cwd=folder, env=environment)
    operations = xml.parse(paths["report.xml"]).getroot().findall(".//testcase")
    with open(paths["counts.json"]) as file:
        counts = json.load(file)
    failed = sum(1 for operation in operations if len(operation) > 0)
    return len(operations) - failed, failed, counts


def main():
    asked = sys.argv[1:]
    started = time.monotonic()
    with stack("api", "files") as server, tempfile.TemporaryDirectory() as folder:
        declared = requests.get(server["api_url"] + "/openapi.json", timeout=30).json()["paths"]
        passed, failed, counts = run(server, asked, folder)
    missed = len(asked or declared) - passed - failed
    if missed:
        print("%d operations were not called" % missed)
    print("%d calls in %d s, by status: %s; the slowest: %s" % (
        sum(counts["statuses"].values()), time.monotonic() - started,
        ", ".join("%s: %d" % pair for pair in sorted(counts["statuses"].items())),
        ", ".join("%s %.1f s" % tuple(pair) for pair in counts["slowest"])))
    print("%d passed, %d failed" % (passed, failed + missed))
    sys.exit(1 if failed or missed or not passed else 0)


if __name__ == "__main__":
    main()
