"""MLflow: batches of 1,000 metrics, its limit, straight into SQLite without a server between."""

import os

from measure import CURVES, folder_bytes, run
from mlflow.entities import Metric
from mlflow.tracking import MlflowClient

folder = os.environ["BENCH_FOLDER"]
client = MlflowClient(f"sqlite:///{folder}/mlflow.db")
run_id = client.create_run(client.create_experiment("bench")).info.run_id


def write(data):
    batch = []
    for step, seconds, values in data:
        batch.extend(Metric(name, value, int(seconds * 1000), step) for name, value in zip(CURVES, values))
        if len(batch) == 1000:
            client.log_batch(run_id, metrics=batch)
            batch = []
    client.log_batch(run_id, metrics=batch)


def read():
    return sum(len(client.get_metric_history(run_id, name)) for name in CURVES)


run(write, read, lambda: folder_bytes(folder))
