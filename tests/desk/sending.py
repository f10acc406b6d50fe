"""A process that sends what waits in an office through a mail server, as a run does, and may be told to end."""

import asyncio
import sys
from datetime import datetime
from pathlib import Path

from desk import posting
from desk.office import open_desk
from desk.stopping import in_good_order
from office.settings import Tls, load
from tests.desk.office import OFFICE, OPENED


def clock() -> datetime:
    return OPENED


async def send(home: Path, database: str, port: int, connections: int) -> None:
    desk = open_desk(
        load(
            home=home, database=database, office_email=OFFICE, smtp_host="127.0.0.1", smtp_port=port, smtp_tls=Tls.NONE
        )
    )
    async with posting.postman(desk, connections) as out:
        with in_good_order(out.stop):
            await posting.post(desk, out, 100, clock)


def main() -> None:
    home, database, port, connections = sys.argv[1:]
    asyncio.run(send(Path(home), database, int(port), int(connections)))


if __name__ == "__main__":
    main()
