"""The peer of our pages: Starlette and Jinja2 alone, which give the bytes of one page and know nothing."""

import os
from argparse import ArgumentParser
from pathlib import Path

import uvicorn
from jinja2 import DictLoader, Environment
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

PAGE = "PEER_PAGE"
TEMPLATE = "<!DOCTYPE html><title>{{ path }}</title>{{ body }}"


def main() -> None:
    """Serve the page that lies in the file the environment names."""
    asked = ArgumentParser()
    asked.add_argument("--port", type=int, required=True)
    port = asked.parse_args().port
    body = Path(os.environ[PAGE]).read_text("utf-8")
    templates = Environment(loader=DictLoader({"page": TEMPLATE}))  # noqa: S701 - the body is markup

    def page(request: Request) -> HTMLResponse:
        return HTMLResponse(templates.get_template("page").render(path=request.url.path, body=body))

    app = Starlette(routes=[Route("/{path:path}", page)])
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
