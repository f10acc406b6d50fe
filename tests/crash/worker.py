"""A process that drains an outbox as a flow run does, and may be killed at any moment."""

import asyncio
import sys
from pathlib import Path

from desk import posting
from desk.office import Desk, open_desk
from tests.crash.office import settings_of
from tests.models.office import NOW


def main() -> None:
    """Send what is due in the office of this folder, database and port; letters of the dead become uncertain first."""
    home, database, port = sys.argv[1:]
    asyncio.run(drain(open_desk(settings_of(Path(home), database, int(port)))))


async def drain(desk: Desk) -> None:
    posting.waiting(desk, NOW)
    async with posting.postman(desk, desk.settings.smtp_connections) as out:
        await posting.post(desk, out, 1_000_000, lambda: NOW)
