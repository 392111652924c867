"""Runs every program beside this file, with the real SDK, against a server of its own. Last line: `N passed, N failed`."""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.exit(subprocess.run([sys.executable, os.path.join(HERE, "..", "acceptance.py"), HERE, *sys.argv[1:]]).returncode)
