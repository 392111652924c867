"""Aim: track() into a repository on this disk, system metrics and console capture off."""

import os

import aim
from aim.storage.context import Context
from measure import CURVES, folder_bytes, run

folder = os.environ["BENCH_FOLDER"]
tracked = aim.Run(repo=folder, experiment="bench", system_tracking_interval=None, capture_terminal_logs=False)


def write(data):
    for step, _, values in data:
        for name, value in zip(CURVES, values):
            tracked.track(value, name=name, step=step)


def read():
    return sum(len(tracked.get_metric(name, Context({})).data.numpy()[0]) for name in CURVES)


run(write, read, lambda: folder_bytes(folder))
tracked.close()
