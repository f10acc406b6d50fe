"""What is logged of a round says what happened to which, and nothing of whom: not on the pages, not in the flows."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO

import pytest
from prefect.client.orchestration import get_client

from desk.office import Desk
from desk.opening import Request
from desk.page_addresses import page_addresses
from documents.form_reading import FormRow
from flows.collect_replies import collect_replies
from flows.open_round import open_round
from flows.remind import remind
from office import logs
from office.logs import Level
from rules.errors import UnitUnknown
from tests.flows.conftest import OPENED
from tests.flows.test_round import answer, at
from tests.web.browser import Clock, serving, staffed

NOBODY = "市不存在局"
OPINION = "删去“集约”二字"


@pytest.fixture
def written() -> Iterator[StringIO]:
    """What is logged from here on, all of it."""
    root, others = logging.getLogger(), [logging.getLogger(name) for name in (*logs.CONSTANT, logs.FLOWS)]
    before = root.handlers, [(each.handlers, each.level, each.propagate) for each in others]
    stream = StringIO()
    logs.begin(Level.DEBUG, stream)
    yield stream
    root.handlers = before[0]
    for each, (handlers, level, propagate) in zip(others, before[1], strict=True):
        each.handlers, each.propagate = handlers, propagate
        each.setLevel(level)


def told(written: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


async def kept_by_prefect() -> str:
    """Every line Prefect keeps of any run."""
    async with get_client() as client:
        return "\n".join(line.message for line in await client.read_logs())


async def test_no_name_address_token_or_opinion_is_in_what_is_logged(
    desk: Desk, request_: Request, written: StringIO
) -> None:
    name = await open_round(request_, OPENED)
    answer(desk, "unit1@units.test", desk.settings.inbox, [FormRow(1, "一、（一）", "节约集约", OPINION, "表述重复")])
    await collect_replies(now=at(9, 21))
    await remind(now=at(9, 28))
    with pytest.raises(UnitUnknown, match=NOBODY):
        await open_round(replace(request_, units=(NOBODY,), title="《另一办法》"), OPENED)
    tokens = [page.token for page in page_addresses(desk, name)]
    staffed(desk)
    with serving(desk, Clock(at(9, 28))) as site:
        unit = site.browser()
        unit.get(f"/r/{tokens[1]}")
        unit.post(f"/r/{tokens[1]}", {"text": OPINION})
        unit.get("/r/aaaabbbbccccdddd")
        clerk = site.signed_in()
        clerk.get(f"/rounds/{name}")
        clerk.get("/units?q=市财政局")
    everything = written.getvalue() + await kept_by_prefect()
    secrets = [*request_.units, NOBODY, request_.title, OPINION, "units.test", "bureau.test", "aaaabbbb", *tokens]
    assert [word for word in secrets if word in everything] == []
    events = [(line["event"], line.get("flow"), line.get("round")) for line in told(written)]
    assert ("round.opened", None, name) in events
    assert ("flow done", "collect-replies", None) in events
    assert ("request", None, name) in events
    assert {line["route"] for line in told(written) if "route" in line} >= {"/r/{token}", "/rounds/{name}"}


def test_of_an_error_its_kind_and_place_are_logged_and_not_its_words(written: StringIO) -> None:
    try:
        int(NOBODY)
    except ValueError:
        logging.getLogger("circulate.web").exception("request failed", extra={"method": "GET", "unit": NOBODY})
    logging.getLogger("some.library").warning(f"of {NOBODY}")  # noqa: G004 - as libraries do
    first, second = told(written)
    assert (first["level"], first["event"], first["error"]) == ("error", "request failed", "ValueError")
    assert str(first["at"]).endswith(" test_of_an_error_its_kind_and_place_are_logged_and_not_its_words']")
    assert str(second["event"]).startswith("test_logging:")
    assert NOBODY not in written.getvalue()


def test_nothing_below_the_level_asked_for_is_written(written: StringIO) -> None:
    logs.begin(Level.WARNING, written)
    logging.getLogger("circulate.web").info("request")
    logging.getLogger("circulate.web").warning("request failed of %s", NOBODY)
    assert [line["event"] for line in told(written)] == ["request failed of"]
