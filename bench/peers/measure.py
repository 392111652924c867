"""The data that every peer is given, and how it is measured: ten curves of a noisy loss, written whole, then read back whole."""

import json
import math
import os
import random
import struct
import sys
import time
from pathlib import Path

CURVES = [f"metric {index // 2}/{'validation' if index % 2 else 'train'}" for index in range(10)]
STARTED = 1_700_000_000.0


def steps(count):
    """Yields (step, seconds since 1970, a value for each of CURVES); the values fit in 32 bits and are the same in each run."""
    noise = random.Random(1)
    for step in range(count):
        level = 0.2 + math.exp(-step / 5000)
        values = [float32(level * (1 + noise.random() / 10)) for _ in CURVES]
        yield step, STARTED + step / 4, values


def float32(value):
    return struct.unpack("f", struct.pack("f", value))[0]


def folder_bytes(folder):
    """Bytes on disk of everything in a folder."""
    return sum(entry.stat().st_blocks * 512 for entry in Path(folder).rglob("*") if entry.is_file() and not entry.is_symlink())


def run(write, read, size):
    """Writes, reads three times, and prints what that took as JSON.

    `write(steps)` returns when all is stored; `read()` returns how many points it got; `size()` gives bytes on disk.
    """
    count = int(os.environ["BENCH_STEPS"])
    # Made before, so that no peer is charged for the making.
    data = list(steps(count))
    points = count * len(CURVES)
    before = size()
    started = time.perf_counter()
    write(data)
    seconds = time.perf_counter() - started
    reads = []
    for _ in range(3):
        started = time.perf_counter()
        got = read()
        reads.append(time.perf_counter() - started)
        if got != points:
            sys.exit(f"read {got} of {points} points")
    result = {"points": points, "seconds": seconds, "bytes": size() - before, "read_seconds": sorted(reads)[1]}
    print("RESULT " + json.dumps(result), flush=True)
