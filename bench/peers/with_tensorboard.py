"""TensorBoard: event files by its own writer, read by its own accumulator."""

import os

from measure import CURVES, folder_bytes, run
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.summary import Writer

folder = os.environ["BENCH_FOLDER"]


def write(data):
    writer = Writer(folder)
    for step, seconds, values in data:
        for name, value in zip(CURVES, values):
            writer.add_scalar(name, value, step, wall_time=seconds)
    writer.close()


def read():
    events = EventAccumulator(folder, size_guidance={"tensors": 0})
    events.Reload()
    return sum(len(events.Tensors(name)) for name in CURVES)


run(write, read, lambda: folder_bytes(folder))
