"""Parts of the world that a test needs and a machine may lack: a browser, an office suite, a database server."""

import os
from typing import TypeVar

import pytest

Part = TypeVar("Part")


def require(part: Part | None, how_to_install: str) -> Part:
    """The part; without it a skip that says how to get it, or a failure in CI, where every part is installed."""
    if part is None and os.environ.get("CI") == "true":
        pytest.fail(f"missing here, and CI has every part: {how_to_install}", pytrace=False)
    if part is None:
        pytest.skip(how_to_install)
    return part
