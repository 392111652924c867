"""trackio: one log() a step, which it sends in batches of its own, into its SQLite file."""

import os

folder = os.environ["BENCH_FOLDER"]
os.environ["TRACKIO_DIR"] = folder

import trackio  # noqa: E402
from measure import CURVES, folder_bytes, run  # noqa: E402
from trackio.sqlite_storage import SQLiteStorage  # noqa: E402


def write(data):
    trackio.init(project="bench", name="run", embed=False, auto_log_gpu=False, auto_log_cpu=False)
    for step, _, values in data:
        trackio.log(dict(zip(CURVES, values)), step=step)
    trackio.finish()


def read():
    return sum(len(CURVES) for _ in SQLiteStorage.get_logs("bench", "run", max_points=None))


run(write, read, lambda: folder_bytes(folder))
