"""`circulate`, and then whether it cost the clerk the seconds that only flows need."""

import sys

from flows.__main__ import main as circulate

HEAVY = ("prefect", "fastapi", "uvicorn")


def main() -> None:
    """Run the command and leave with 3 where it imported something heavy, naming it."""
    try:
        circulate()
    except SystemExit as end:
        if end.code:
            raise
    found = [name for name in HEAVY if name in sys.modules]
    if found:
        sys.stderr.write(" ".join(found))
        sys.exit(3)
