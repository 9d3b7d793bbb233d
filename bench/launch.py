# Runs commands for the benchmark, one a line, and says what each cost.
#
# In:  {"argv": [...], "env": {...}, "seconds": N}
# Out: {"status", "wall", "cpu", "peak", "complaint"}: exit status, seconds, seconds of user + system, bytes, stderr's end
#
# Why a process of its own, and so small: Node cannot ask wait4(2) for one child's rusage, and a child's ru_maxrss
# begins with what its parent held at fork(2): 9 MB here, 60 MB under Node.

import json
import os
import signal
import sys
import tempfile
import time

nothing = os.open(os.devnull, os.O_RDWR)


def run(argv, env, seconds):
    with tempfile.TemporaryFile() as stderr:
        places = [(os.POSIX_SPAWN_DUP2, fd, to) for fd, to in [(nothing, 0), (nothing, 1), (stderr.fileno(), 2)]]
        began = time.perf_counter()
        child = os.posix_spawn(argv[0], argv, env, file_actions=places)
        signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
        signal.setitimer(signal.ITIMER_REAL, seconds)
        _, status, usage = os.wait4(child, 0)
        wall = time.perf_counter() - began
        signal.setitimer(signal.ITIMER_REAL, 0)
        stderr.seek(max(0, stderr.seek(0, os.SEEK_END) - 400))
        return {
            "status": os.waitstatus_to_exitcode(status),
            "wall": wall,
            "cpu": usage.ru_utime + usage.ru_stime,
            "peak": usage.ru_maxrss * 1024,
            "complaint": stderr.read().decode("utf-8", "replace"),
        }


for line in sys.stdin:
    try:
        answer = run(**json.loads(line))
    except OSError as error:
        answer = {"status": 127, "wall": 0, "cpu": 0, "peak": 0, "complaint": str(error)}
    print(json.dumps(answer), flush=True)
