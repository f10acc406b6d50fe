"""Prefect keeps what a run logs in its database: of an error its kind alone, since its words may name anybody."""

import logging
import os
import re

from office import logs
from office.settings import load

RUNS = ("prefect.flow_runs", "prefect.task_runs")
IN_A_RUN = "PREFECT__FLOW_RUN_ID"
_WORDS = re.compile(r"[:(].*", re.DOTALL)


class Bare(logging.Filter):
    """Cuts a line before what an error, a state or a parameter says, and leaves out the traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every line stays, as far as it is Prefect's own words."""
        kind = type(record.exc_info[1]).__name__ if record.exc_info and record.exc_info[1] else ""
        record.msg = f"{_WORDS.sub('', record.getMessage())} {kind}".strip()
        record.args, record.exc_info, record.exc_text = (), None, None
        return True


def begin() -> None:
    """Bare what runs log from now on; a run in a process of its own logs lines, as `circulate serve` does."""
    for name in RUNS:
        logger = logging.getLogger(name)
        if not any(isinstance(each, Bare) for each in logger.filters):
            logger.addFilter(Bare())
    flows = logging.getLogger(logs.FLOWS)
    flows.addHandler(logging.NullHandler())
    # At the command line a clerk reads sentences: only who began to log lines reads these.
    flows.propagate = any(isinstance(each.formatter, logs.Lines) for each in logging.getLogger().handlers)
    if IN_A_RUN in os.environ:
        logs.begin(load().log)
