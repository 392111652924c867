"""A finished run of the real SDK with something for every tab of the run page. Prints `task <id>` last."""
import argparse
import io
import json
import math
import os
import random
import struct
import sys
import time
import wave

import matplotlib
import numpy as np
import pandas as pd
from PIL import Image, ImageDraw

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import plotly.graph_objects as go

from clearml import OutputModel, Task

EPOCHS = 40
STEPS = 12

random.seed(7)
# A list of packages to record: looking through all that is installed takes the SDK minutes on a busy machine.
with open("requirements.txt", "w") as f:
    f.write("clearml\ntorch >= 2.4\ntorchvision\n")
Task.force_requirements_env_freeze(requirements_file="requirements.txt")
task = Task.init(
    project_name=os.environ.get("E2E_PROJECT", "e2e/run page"),
    task_name="resnet baseline",
    tags=["baseline", "imagenet-100"],
    auto_connect_frameworks=False,
)
task.set_comment("## First baseline\n\nStrong augmentation, **cosine** schedule.\n\n- warm-up of 5 epochs\n- label smoothing 0.1\n")
parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.1)
parser.add_argument("--batch-size", type=int, default=256)
parser.add_argument("--optimizer", default="sgd")
parser.add_argument("--resume", default="")
parser.parse_args()
task.connect({"depth": 50, "width": 64, "dropout": 0.1, "activation": "relu"}, name="Model")
task.connect({"crop": 224, "flip": True, "mixup": 0.2}, name="Augmentation")
task.connect_configuration({"trainer": {"devices": 4, "precision": "bf16"}, "callbacks": ["checkpoint", "early-stop"]}, name="Trainer")
with open("schedule.yaml", "w") as f:
    f.write("optimizer:\n  name: sgd\n  momentum: 0.9\nschedule: cosine\n")
task.connect_configuration("schedule.yaml", name="Schedule")
task.set_user_properties(reviewed="no")
log = task.get_logger()


def report_scalars():
    for step in range(EPOCHS * STEPS):
        epoch = step / STEPS
        noise = random.gauss(0, 0.05)
        loss = 2.2 * math.exp(-epoch / 9) + 0.35 + noise
        log.report_scalar("loss", "train", loss if step != 200 else 40.0, step)
        log.report_scalar("train/grad_norm", "all", 1.5 + abs(random.gauss(0, 0.4)), step)
        log.report_scalar("lr", "group 0", 0.1 * (1 + math.cos(math.pi * epoch / EPOCHS)) / 2, step)
        if step % STEPS == 0:
            log.report_scalar("loss", "validation", loss * 1.08 + 0.05, step)
            log.report_scalar("accuracy", "train", 1 - math.exp(-epoch / 8) * 0.9 - 0.04 + noise / 10, step)
            log.report_scalar("accuracy", "validation", 1 - math.exp(-epoch / 8) * 0.88 - 0.09 + noise / 10, step)
            for layer in range(4):
                log.report_scalar("train/weights", f"layer {layer}", 0.02 * (layer + 1) + 0.002 * epoch + noise / 100, step)
    log.report_single_value("best accuracy", 0.9137)
    log.report_single_value("parameters", 25557032)
    log.report_single_value("images per second", 2843.5)


def report_machine():
    """What the SDK's resource monitor sends after some minutes."""
    for minute in range(30):
        for gpu in range(2):
            log.report_scalar(":monitor:gpu", f"gpu_{gpu}_utilization", 88 + 8 * math.sin(minute / 3 + gpu), minute)
            log.report_scalar(":monitor:gpu", f"gpu_{gpu}_mem_usage", 71 + gpu + minute / 10, minute)
            log.report_scalar(":monitor:gpu", f"gpu_{gpu}_temperature", 62 + minute / 4 + gpu, minute)
        log.report_scalar(":monitor:machine", "cpu_usage", 35 + 10 * math.sin(minute / 2), minute)
        log.report_scalar(":monitor:machine", "memory_used_gb", 41 + minute / 20, minute)
        log.report_scalar(":monitor:machine", "network_rx_mbs", abs(random.gauss(3, 1)), minute)
        log.report_scalar(":monitor:machine", "disk_free_percent", 63.5, minute)


def report_plots():
    names = ["cat", "dog", "fox", "owl"]
    for epoch in (0, 20, 39):
        matrix = np.eye(4) * (20 + epoch) + np.random.default_rng(epoch).integers(0, 12, (4, 4))
        log.report_confusion_matrix("confusion", "validation", matrix=matrix, iteration=epoch, xlabels=names, ylabels=names)
        log.report_histogram("histogram", "logits", values=np.random.default_rng(epoch).normal(0, 1, 40), iteration=epoch)
    log.report_scatter2d("embedding", "t-SNE", scatter=np.random.default_rng(1).normal(0, 1, (120, 2)), iteration=39, mode="markers")
    table = pd.DataFrame({"class": names, "precision": [0.91, 0.88, 0.79, 0.95], "recall": [0.9, 0.86, 0.83, 0.93]})
    log.report_table("per class", "validation", iteration=39, table_plot=table)
    figure = go.Figure(data=[go.Bar(x=names, y=[480, 512, 301, 222], name="images")])
    figure.update_layout(title="Images per class", yaxis_title="images")
    log.report_plotly("dataset", "balance", iteration=0, figure=figure)
    picture = plt.figure(figsize=(4, 3))
    plt.plot(np.linspace(0, 1, 50), np.sqrt(np.linspace(0, 1, 50)))
    plt.title("ROC")
    log.report_matplotlib_figure("curves", "ROC", figure=picture, iteration=39, report_interactive=False)


def drawing(step, kind):
    image = Image.new("RGB", (160, 120), (18, 40 + step * 8, 52))
    draw = ImageDraw.Draw(image)
    draw.ellipse((20 + step * 3, 20, 90 + step * 3, 90), fill=(60 + step * 9, 180, 160))
    draw.text((8, 100), f"{kind} {step}", fill=(240, 240, 240))
    return image


def report_media():
    for step in range(0, 20, 2):
        for kind in ("input", "prediction"):
            log.report_image("validation", kind, iteration=step, image=drawing(step, kind))
    log.report_image("attention", "head 0", iteration=18, image=drawing(18, "attention"))
    with open("report.html", "w") as f:
        f.write("<h1>Errors</h1><script>parent.pwned = 1; document.title = 'ran'</script><p>Worst of the epoch</p>")
    log.report_media("errors", "page", iteration=18, local_path="report.html")
    sound = io.BytesIO()
    with wave.open(sound, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(b"".join(struct.pack("<h", int(8000 * math.sin(n / 6))) for n in range(8000)))
    sound.seek(0)
    log.report_media("sound", "tone", iteration=18, stream=sound, file_extension=".wav")


def upload():
    task.upload_artifact("predictions", pd.DataFrame({"image": range(300), "class": ["cat", "dog", "=1+1"] * 100, "score": np.linspace(0, 1, 300)}))
    task.upload_artifact("settings", {"threshold": 0.5, "classes": ["cat", "dog"], "nested": {"deep": [1, 2, {"x": None}]}})
    task.upload_artifact("sample", drawing(9, "sample"), metadata={"split": "validation"})
    files = {
        "notes.txt": "plain words\nof two lines\n",
        "metrics.json": json.dumps({"accuracy": 0.9137, "epochs": EPOCHS}),
        "table.csv": "name,value\nalpha,1\nbeta,2\n",
        "evil.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><rect width="60" height="40" fill="teal"/><script>parent.pwned = 1; top.pwned = 1</script></svg>',
        "evil.html": "<title>page</title><p>inside the frame</p><script>try { parent.pwned = 1 } catch { document.body.dataset.kept = 'out' }</script>",
        "weights.bin": None,
    }
    for name, text in files.items():
        with open(name, "wb") as f:
            f.write(os.urandom(5000) if text is None else text.encode())
        task.upload_artifact(name.replace(".", " "), name, wait_on_upload=True)
    model = OutputModel(task=task, name="resnet50", framework="PyTorch", tags=["best"])
    with open("model.pt", "wb") as f:
        f.write(os.urandom(20000))
    model.update_weights("model.pt", iteration=39, auto_delete_file=False)


def talk():
    print("\x1b[1;36mresnet50\x1b[0m with \x1b[33m25.6 M\x1b[0m parameters, see https://example.com/paper?id=1.")
    for epoch in range(EPOCHS):
        print(f"epoch {epoch:>2}  loss {2.2 * math.exp(-epoch / 9) + 0.35:.4f}  \x1b[32macc {1 - math.exp(-epoch / 8) * 0.9:.3f}\x1b[0m")
    for percent in range(0, 101, 10):
        sys.stderr.write(f"\rvalidate: {percent:>3}%|{'█' * (percent // 10):<10}| {percent}/100")
        time.sleep(0.01)
    sys.stderr.write("\n")
    print("\x1b[41;97m WARNING \x1b[0m checkpoint is 3 epochs old")
    print("wide " + "0123456789 " * 40)
    print("needle in the haystack")


report_scalars()
report_machine()
report_plots()
report_media()
upload()
talk()
identity = task.id
task.flush(wait_for_uploads=True)
task.close()
print("task", identity)
