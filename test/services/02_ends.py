"""Aborted, failed, out of memory, refused: each ends in a clear state with its cause, and the others run on."""
# timeout: 420
import time

from kit import call, check, program
from services import QUICK, ends, enqueue, get, lines, task


def ended(name, wanted, *words, **made):
    one = task(name, made.pop("script", "print('never')"), made.pop("arguments", QUICK), **made)
    enqueue(one)
    return one, name, wanted, words


@program
def main():
    forever = task("forever", "import time\nprint('ready', flush=True)\nwhile True: time.sleep(1)")
    stubborn = task("stubborn", "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('ready', flush=True)\nwhile True: time.sleep(1)")
    for one in (forever, stubborn):
        enqueue(one)
    expected = [
        ended("exit", "failed", "Exit code 3", script="print('last words')\nraise SystemExit(3)"),
        ended("memory", "failed", "Out of memory", "150 MiB", script="x = bytearray()\nwhile True: x += bytes(10 ** 7)", arguments=QUICK + " -m 150m"),
        ended("image", "failed", "no/such:image", image="no/such:image"),
        ended("privileged", "failed", "--privileged is not allowed here", arguments="--privileged"),
        ended("mount", "failed", "may not be mounted", arguments="-v /:/host"),
        ended("unknown", "failed", "--frobnicate is not known here", arguments="--frobnicate"),
        ended("setup", "failed", "Bad setup script", setup_shell_script="if then"),
        ended("no code", "failed", "has no code", script=""),
        ended("forks", "completed", script="import os, time\nif os.fork() == 0:\n    time.sleep(300)\nprint('parent ends')"),
        ended("binary", "completed", script="import sys\nsys.stdout.buffer.write(bytes(range(256)) + b'\\nafter\\n')"),
        ended("endless", "completed", script="print('x' * 10 ** 8)\nprint('after', flush=True)"),
    ]
    for one, name, wanted, words in expected:
        done = ends(one)
        check.same("%s: status" % name, done["status"], wanted)
        check.contains("%s: its cause" % name, done["status_message"], *words)
    binary, endless = expected[9][0], expected[10][0]
    check.true("binary output goes by", "after" in lines(binary))
    check.same("a line of 100 MB is cut, and the next is there", [l for l in lines(endless) if "bytes are left out" in l or l == "after"][1:], ["after"])
    for one, most in ((forever, 15), (stubborn, 30)):
        check.eventually("it writes", lambda: "ready" in lines(one), 200, 1)
        asked = time.time()
        call("tasks.stop", {"task": one})
        done = ends(one, 60)
        check.same("aborted", (done["status"], done["status_reason"]), ("stopped", "task was stopped by tasks.stop"))
        check.true("in %d s" % most, time.time() - asked < most, time.time() - asked)

    reset = task("is reset", "import time\nprint('ready', flush=True)\nwhile True: time.sleep(1)")
    enqueue(reset)
    check.eventually("it writes", lambda: "ready" in lines(reset), 200, 1)
    call("tasks.reset", {"task": reset, "force": True})
    time.sleep(15)
    check.same("what was reset stays a draft with an empty console", (get(reset)["status"], lines(reset)), ("created", []))
