"""Run every benchmark, or those named; each ends in one line of JSON, and missed goals make the exit code 1."""

import subprocess
import sys

NAMES = ("wire", "send", "stall", "collect", "gate", "outline", "table", "redline", "pages", "status", "growth")


def main() -> None:
    """Each in a process of its own, so that none inherits another's memory or warmth."""
    names = sys.argv[1:] or NAMES
    missed = [
        name for name in names if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode
    ]
    if missed:
        sys.exit(f"missed: {', '.join(missed)}")


if __name__ == "__main__":
    main()
