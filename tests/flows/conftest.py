"""One Prefect server a session, and an office with units and a draft for each test."""

import asyncio
import io
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from docx import Document

from desk import opening
from desk.office import Desk, this_desk
from desk.opening import Request
from models.register import import_units
from rules.register import ContactEntry, UnitEntry
from rules.words import Role

SHANGHAI = ZoneInfo("Asia/Shanghai")
OPENED = datetime(2026, 9, 18, 10, tzinfo=SHANGHAI)  # a Friday before a worked Sunday
ROOT = Path(__file__).resolve().parents[2]
DUE = datetime(2026, 9, 29, 18, tzinfo=SHANGHAI)


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    os.environ |= {"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture
def home(tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An office's home and its record, named in the environment as a flow run finds them."""
    monkeypatch.setenv("CIRCULATE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CIRCULATE_DATABASE", database)
    monkeypatch.setenv("CIRCULATE_OFFICE_NAME", "市自然资源和规划局")
    monkeypatch.setenv("CIRCULATE_OFFICE_EMAIL", "office@bureau.test")
    this_desk.cache_clear()
    yield tmp_path / "home"
    if this_desk.cache_info().currsize:
        this_desk().store.engine.dispose()
    this_desk.cache_clear()


@pytest.fixture
def desk(home: Path, prefect_server: None) -> Iterator[Desk]:  # noqa: ARG001 - both must be there first
    opened = this_desk()
    names = ("市财政局", "市发改委", "市税务局")
    entries = [
        UnitEntry(name, (ContactEntry(Role.TO, f"unit{number}@units.test"),), line=number + 1)
        for number, name in enumerate(names, 1)
    ]
    with opened.store.write() as session:
        import_units(session, entries)
    yield opened
    opened.store.engine.dispose()


@pytest.fixture
def request_(desk: Desk) -> Request:
    names = opening.choose_units(desk, "all")
    return opening.with_draft(desk, Request("试行办法", "试行办法.docx", "", DUE, names), draft())


def draft() -> bytes:
    document = Document()
    document.add_paragraph("试行办法（征求意见稿）")
    document.add_paragraph("一、总体要求")
    document.add_paragraph("（一）坚持节约集约用地。")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def caught(desk: Desk, address: str) -> list[Path]:
    """The letters an address was sent, in order."""
    return sorted((desk.settings.sent_mail / address).glob("*.eml"))


async def events_of(name: str, office: str) -> list[dict[str, Any]]:
    """The payloads of the events of this name and office, newest first; the server takes a moment to show them."""
    from prefect.client.orchestration import get_client

    async with get_client() as client:
        for _ in range(100):
            answer = await client._client.post("/events/filter", json={"filter": {"event": {"name": [name]}}})  # noqa: SLF001
            found = [e["payload"] for e in answer.json()["events"] if e["payload"]["office"] == office]
            if found:
                return found
            await asyncio.sleep(0.1)
    return []
