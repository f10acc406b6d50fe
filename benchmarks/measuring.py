"""What every benchmark shares: sides taken in turn, medians, and the one line of JSON each ends in."""

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

CATCH_BREATH = 0.2


@dataclass(frozen=True, slots=True)
class Measured:
    """One comparison. `ours` and `theirs` in `unit`; `ratio` above 1 says we are faster or leaner."""

    name: str
    peer: str
    ours: float
    theirs: float
    ratio: float
    goal: float
    holds: bool
    unit: str

    @classmethod
    def faster(cls, what: "Comparison", ours: Sequence[float], theirs: Sequence[float]) -> "Measured":
        """Rates a second, taken in pairs; the ratio is the median of the pairs', so that a slow minute hits both."""
        ratio = statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))
        return what.measured(statistics.median(ours), statistics.median(theirs), ratio)

    @classmethod
    def leaner(cls, what: "Comparison", ours: float, theirs: float) -> "Measured":
        """Time or memory, of which less is better; `theirs` may be a bound that was promised."""
        return what.measured(ours, theirs, theirs / ours)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared with which peer, in which unit, and the least ratio."""

    name: str
    peer: str
    goal: float
    unit: str = "/s"

    def measured(self, ours: float, theirs: float, ratio: float) -> Measured:
        """The comparison with its figures."""
        ours, theirs, rounded = (round(figure, 2) for figure in (ours, theirs, ratio))
        return Measured(self.name, self.peer, ours, theirs, rounded, self.goal, ratio >= self.goal, self.unit)


def in_turn(sides: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """Take each side once a round, the order turned round every time; one round more, which nobody counts, warms up."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(rounds + 1):
        for name, side in list(sides.items())[:: -1 if number % 2 else 1]:
            gc.collect()
            time.sleep(CATCH_BREATH)
            figure = side()
            if number:
                taken[name].append(figure)
    return taken


def rate(count: int, work: Callable[[], object]) -> float:
    """How many a second this work does."""
    began = time.perf_counter()
    work()
    return count / (time.perf_counter() - began)


def report(whole: Measured, parts: Sequence[Measured] = ()) -> None:
    """Print a line for each part, then the line that counts; the process ends with 1 where the goal is missed."""
    for part in parts:
        say(f"{part.name}: {part.ours:g} to {part.theirs:g} {part.unit} of {part.peer}, ratio {part.ratio:g}")
    holds = whole.holds and all(part.holds for part in parts)
    line = asdict(whole) | {"holds": holds} | ({"parts": [asdict(part) for part in parts]} if parts else {})
    print(json.dumps(line, ensure_ascii=False), flush=True)
    sys.exit(not holds)


def say(words: str) -> None:
    """Something worth knowing on the way to the result."""
    print(words, file=sys.stderr, flush=True)
