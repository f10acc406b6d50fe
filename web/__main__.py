"""The pages as a process: `python -m web`, ended in good order by a signal or with whoever started it."""

import sys
import threading
from argparse import ArgumentParser

import uvicorn

from desk.office import open_desk
from office import logs
from office.settings import load
from rules.errors import CirculateError
from web.site import create_app

GRACE = 5


def main() -> None:
    """Serve the office's pages until told to end."""
    asked = ArgumentParser(prog="python -m web")
    asked.add_argument("--host", default="127.0.0.1")
    asked.add_argument("--port", type=int)
    asked.add_argument("--with-parent", action="store_true", help="end when standard input does")
    given = asked.parse_args()
    try:
        settings = load()
        logs.begin(settings.log)
        desk = open_desk(settings)
        app = create_app(desk)
    except CirculateError as error:
        sys.exit(error.sentence)
    port = given.port or desk.settings.web_port
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            given.host,
            port,
            log_config=None,
            access_log=False,  # it would name the tokens of units' pages
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            timeout_graceful_shutdown=GRACE,
        )
    )
    if given.with_parent:
        threading.Thread(target=_end_with_parent, args=(server,), daemon=True).start()
    server.run()


def _end_with_parent(server: uvicorn.Server) -> None:
    sys.stdin.buffer.read()
    server.should_exit = True


if __name__ == "__main__":
    main()
