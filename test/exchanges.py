"""Starts a server of its own and replays recorded exchanges against it: `exchanges.py [folder] [scenario …]`, by default those of the
repository (apps/api/test/exchanges, whose README says what they are). Last line: `N passed, N failed`."""
import filecmp
import glob
import os
import re
import subprocess
import sys

from stack import stack

HERE = os.path.dirname(os.path.abspath(__file__))
OURS = os.path.join(HERE, "..", "apps", "api", "test", "exchanges")


def with_marks(path):
    """Recordings from elsewhere lack the `slip` marks that our copy has for differences on purpose: such a scenario is played from ours."""
    ours = os.path.join(OURS, os.path.basename(path))
    return ours if os.path.exists(ours) and not filecmp.cmp(path, ours, shallow=False) else path


def run(tool, args, scenarios):
    if not scenarios:
        return 0, 0
    done = subprocess.run([sys.executable, os.path.join(OURS, tool), *args, *scenarios], stdout=subprocess.PIPE, text=True)
    sys.stdout.write(done.stdout)
    counts = re.findall(r"(\d+) passed, (\d+) failed", done.stdout)
    return (int(counts[-1][0]), int(counts[-1][1])) if counts else (0, 1)


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 and os.path.isdir(sys.argv[1]) else OURS
    asked = [a for a in sys.argv[1:] if a != folder]
    scenarios = [with_marks(p) for p in sorted(glob.glob(os.path.join(folder, "*.json"))) if not asked or any(a in os.path.basename(p) for a in asked)]
    names = {path: os.path.basename(path) for path in scenarios}
    with stack("api", "files") as server:
        root, user = server["root"], server["user"]
        api = run("replay.py", [
            "--url", server["api_url"], "--files-url", server["files_url"], "--key", root["access_key"], "--secret", root["secret_key"],
            "--user-key", user["access_key"], "--user-secret", user["secret_key"],
        ], [p for p in scenarios if not names[p].startswith("files-")])
        files = run("files_replay.py", [
            "--api", server["api_url"], "--files-url", server["files_url"], "--user", "%s:%s" % (user["access_key"], user["secret_key"]),
            "--root", "%s:%s" % (root["access_key"], root["secret_key"]),
        ], [p for p in scenarios if names[p].startswith("files-")])
    passed, failed = api[0] + files[0], api[1] + files[1]
    print("%d passed, %d failed" % (passed, failed))
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
