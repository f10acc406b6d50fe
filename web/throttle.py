"""How often one address may ask: buckets that fill with time, as many as memory allows and no more."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

MOST_CLIENTS = 10_000


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Throttle:
    """Lets each client act `burst` times at once and `per_second` times in the long run; times in seconds."""

    def __init__(self, burst: int, per_second: float, clock: Callable[[], float] = monotonic) -> None:
        self._burst, self._rate, self._clock = burst, per_second, clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, client: str) -> bool:
        """Whether a client may act once more; acting counts."""
        with self._lock:
            bucket = self._filled(client)
            allowed = bucket.left >= 1
            bucket.left -= allowed
            return allowed

    def spent(self, client: str) -> bool:
        """Whether a client may not act now; asking does not count."""
        with self._lock:
            return self._filled(client).left < 1

    def __len__(self) -> int:
        return len(self._buckets)

    def _filled(self, client: str) -> _Bucket:
        now = self._clock()
        bucket = self._buckets.setdefault(client, _Bucket(self._burst, now))
        bucket.left = min(self._burst, bucket.left + (now - bucket.at) * self._rate)
        bucket.at = now
        self._buckets.move_to_end(client)
        while len(self._buckets) > MOST_CLIENTS:
            self._buckets.popitem(last=False)
        return bucket
