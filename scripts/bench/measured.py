"""Runs a command and prints what it took: its exit status, wall-clock seconds and most resident memory in bytes.

It stands between the benchmark and the command since Node says nothing of its children's memory, since Linux counts
what a process was before it became another one (so whoever starts it must be small), and so that nothing of the
measuring runs within what is measured.
"""
import json
import os
import sys
import time

null = os.open(os.devnull, os.O_RDWR)
quiet = [(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, null, 1)]
start = time.perf_counter()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
_, status, usage = os.wait4(child, 0)
seconds = time.perf_counter() - start
unit = 1 if sys.platform == "darwin" else 1024
print(json.dumps({"status": os.waitstatus_to_exitcode(status), "seconds": seconds, "bytes": usage.ru_maxrss * unit}))
