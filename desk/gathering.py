"""When the office's mail was last taken in, and what kept it from being so."""

from desk.office import Desk
from models import beats
from models.beats import Pulse

COLLECTING = "collect-replies"


def last_gathered(desk: Desk) -> Pulse | None:
    """When mail was last taken in whole and its trouble since; None where that never ran."""
    with desk.store.read() as session:
        return next((pulse for pulse in beats.pulses(session) if pulse.what == COLLECTING), None)
