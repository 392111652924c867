"""What schemathesis checks of every answer besides the schema, and counts for suite.py."""
import atexit
import collections
import json
import os

import schemathesis

statuses = collections.Counter()
slowest = collections.Counter()


@schemathesis.hook
def filter_case(context, case):
    """Leaves out what the schema does not say (wire-protocol §1): `null` and `[]` count as `{}`, and `{}` as a batch of no lines."""
    if case.body == {}:
        return case.operation.path != "/tasks.update_batch"
    return case.body is not None and case.body != []


@schemathesis.hook
def after_call(context, case, response):
    statuses[response.status_code] += 1
    slowest[case.operation.path] = max(slowest[case.operation.path], response.elapsed)


@schemathesis.check
def envelope_agrees(ctx, response, case):
    """The envelope repeats the status (wire-protocol §2)."""
    if response.headers.get("content-type", [""])[0].startswith("application/json"):
        assert response.json()["meta"]["result_code"] == response.status_code


@schemathesis.check
def key_is_alive(ctx, response, case):
    """No call takes away the key that all are made with: its name is never among the values, and nobody deletes or demotes himself."""
    assert response.status_code != 401, "the run lost its key"


@atexit.register
def report():
    path = os.environ.get("LIMPID_COUNTS")
    if path:
        with open(path, "w") as file:
            json.dump({"statuses": statuses, "slowest": slowest.most_common(3)}, file)
