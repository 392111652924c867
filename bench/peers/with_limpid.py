"""Limpid: events.add_batch with batches of 10,000 JSON lines over HTTP, read by scalar_metrics_iter_raw; a server of its own is running."""

import base64
import http.client
import json
import os
import threading
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

from measure import CURVES, run

address = urllib.parse.urlsplit(os.environ["BENCH_API"])
basic = base64.b64encode(os.environ["BENCH_KEYS"].encode()).decode()
headers = {"authorization": f"Basic {basic}"}
kept = threading.local()


def call(name, body, kind="application/json"):
    connection = kept.__dict__.setdefault("connection", http.client.HTTPConnection(address.hostname, address.port))
    connection.request("POST", f"/v2.23/{name}", body, {**headers, "content-type": kind})
    answer = json.loads(connection.getresponse().read())
    if answer["meta"]["result_code"] != 200:
        raise RuntimeError(f"{name}: {answer['meta']['result_msg']}")
    return answer["data"]


headers = {"authorization": f"Bearer {call('auth.login', '{}')['token']}"}
task = call("tasks.create", json.dumps({"name": "bench", "type": "training"}))["id"]
call("tasks.started", json.dumps({"task": task}))
# What lines of one curve share is text that is written once.
heads = [
    json.dumps(dict(zip(("type", "task", "metric", "variant"), ("training_stats_scalar", task, *name.split("/")))))[:-1]
    for name in CURVES
]


def batches(data):
    lines = []
    for step, seconds, values in data:
        end = f'"timestamp":{int(seconds * 1000)},"worker":"host"}}'
        lines += [f'{head},"iter":{step},"value":{value!r},{end}' for head, value in zip(heads, values)]
        if len(lines) >= 10_000:
            yield "\n".join(lines)
            lines = []
    if lines:
        yield "\n".join(lines)


def send(batch):
    call("events.add_batch", batch, "application/json-lines")


def write(data):
    with ThreadPoolExecutor(int(os.environ["BENCH_CONNECTIONS"])) as senders:
        for _ in senders.map(send, batches(data)):
            pass


def read():
    count = 0
    for metric in dict.fromkeys(name.split("/")[0] for name in CURVES):
        scroll, got = None, 1
        while got:
            request = {"task": task, "metric": {"metric": metric}, "batch_size": 200_000, "scroll_id": scroll}
            page = call("events.scalar_metrics_iter_raw", json.dumps(request))
            got = sum(len(variant["y"]) for variant in page["variants"].values())
            count, scroll = count + got, page["scroll_id"]
    return count


# The caller looks at the database, where other things lie too.
run(write, read, lambda: 0)
