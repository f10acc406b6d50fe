"""What the machinery logs: a JSON line an event, ids and figures in it; no name, address or word of anybody."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from enum import StrEnum
from traceback import extract_tb
from typing import TextIO

OURS, FLOWS = "circulate", "circulate.flows"
# Of these the first argument to `log` is a constant; what others say may hold anything.
CONSTANT = (OURS, "uvicorn")
_ARGUMENTS = re.compile(r"[\s\[(:]*%.*", re.DOTALL)
SAID = (
    "round",
    "letter",
    "mail",
    "flow",
    "run",
    "method",
    "route",
    "status",
    "ms",
    "count",
    "command",
    "uids",
    "error",
)


class Level(StrEnum):
    """From which level on lines are written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Lines(logging.Formatter):
    """Writes time, level, event and ids as one line of JSON; no argument of a message and no error's words."""

    def format(self, record: logging.LogRecord) -> str:
        """One line; of an error its type and where it was raised."""
        constant = record.name.split(".")[0] in CONSTANT
        event = _ARGUMENTS.sub("", str(record.msg)).strip() if constant else f"{record.module}:{record.lineno}"
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {"time": at, "level": record.levelname.lower(), "logger": record.name, "event": event}
        line |= {name: value for name in SAID if (value := getattr(record, name, None)) is not None}
        if record.exc_info and record.exc_info[1]:
            frames = extract_tb(record.exc_info[2])
            line |= {
                "error": type(record.exc_info[1]).__name__,
                "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
            }
        return json.dumps(line, ensure_ascii=False, default=str)


def begin(level: Level, stream: TextIO | None = None) -> None:
    """Have everything of this process logged as lines; standard error where no stream is given."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Lines())
    logging.getLogger().handlers = [handler]
    for name in CONSTANT:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
        logger.setLevel(level.upper())
    logging.getLogger(FLOWS).propagate = True
