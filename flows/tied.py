"""Runs a module in a process that ends with the one that started it, even where that is killed (on Linux)."""

import ctypes
import os
import runpy
import signal
import sys

PR_SET_PDEATHSIG = 1  # prctl(2)


def main() -> None:
    """`python -m flows.tied PARENT MODULE WORD …`: run the module as `python -m MODULE WORD …` would."""
    parent, module, *words = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM))
        if os.getppid() != int(parent):
            return  # it died before anybody was listening
    sys.argv = [module, *words]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
