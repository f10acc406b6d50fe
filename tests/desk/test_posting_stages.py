"""Every stage of sending against every way it can fail: where the letter stands afterwards, and who is not blamed."""

from dataclasses import dataclass
from typing import Any

import pytest

from desk import opening, sheets
from desk.office import Desk
from rules.words import LetterState, Standing
from tests.desk.office import DAY, FEW, OPENED, asking, letters, units_sheet
from tests.desk.posts import FAILED, QUEUED, RETRY, SENT, UNCERTAIN, faults, held, posted, standings, states, trouble
from tests.mail.faults import DROP, GARBAGE, SILENCE, FaultyServer


@dataclass(frozen=True, slots=True)
class End:
    """Where the first letter of three stands, and how many of the others went out in the same run."""

    state: LetterState
    standing: Standing
    fault: str | None = None
    others: int = 2
    paused: bool = False


UNTOUCHED = End(QUEUED, Standing.UNSENT, others=0, paused=True)
LATER = End(RETRY, Standing.UNSENT)
BAD_ADDRESS = End(FAILED, Standing.UNDELIVERABLE, "address")
DISLIKED = End(FAILED, Standing.UNDELIVERABLE, "content")
WHO_KNOWS = End(UNCERTAIN, Standing.UNSENT)
FAULTS = {"4yz": "451 4.3.0 later", "5yz": "554 5.7.1 no", "drop": DROP, "silence": SILENCE, "garbage": GARBAGE}
TABLE = {
    # Who is written to has no part in these: the account is paused, no unit is touched.
    "GREET": dict.fromkeys(FAULTS, UNTOUCHED),
    "EHLO": dict.fromkeys(FAULTS, UNTOUCHED),
    "AUTH": dict.fromkeys(FAULTS, UNTOUCHED),
    "MAIL": dict.fromkeys(FAULTS, UNTOUCHED),
    # This letter alone.
    "RCPT": {"4yz": LATER, "5yz": BAD_ADDRESS, "drop": LATER, "silence": LATER, "garbage": LATER},
    "DATA": {"4yz": LATER, "5yz": DISLIKED, "drop": LATER, "silence": LATER, "garbage": LATER},
    # The server has had every byte.
    "DOT": {"4yz": LATER, "5yz": DISLIKED, "drop": WHO_KNOWS, "silence": WHO_KNOWS, "garbage": WHO_KNOWS},
}
CASES = [(step, fault, end) for step, row in TABLE.items() for fault, end in row.items()]


@pytest.fixture(autouse=True)
def _letters_waiting(desk: Desk) -> None:
    """Three invitations written and none sent."""
    sheets.import_units(desk, units_sheet(desk.settings.home / "units.csv", FEW))
    opening.open_round(desk, asking(desk, FEW), OPENED)


@pytest.mark.parametrize(("step", "fault", "end"), CASES, ids=[f"{step} {fault}" for step, fault, _ in CASES])
async def test_each_stage_and_fault_leaves_each_letter_in_its_one_state(
    desk: Desk, step: str, fault: str, end: End
) -> None:
    script: dict[str, str | list[str]] = {step: [FAULTS[fault]]}
    script |= {"HELO": [FAULTS[fault]]} if step == "EHLO" else {}
    script |= {"EHLO": "250-mx.test\r\n250 AUTH PLAIN", "AUTH": [FAULTS[fault], "235 ok"]} if step == "AUTH" else {}
    user: dict[str, Any] = {"smtp_user": "office"} if step == "AUTH" else {}
    async with FaultyServer(script) as server:
        done = await posted(desk, server, **user)
        there = trouble(desk, server, **user)
        assert (dict(done.states), there is not None, held(desk)) == (counted(end), end.paused, None)
        assert (states(desk), faults(desk)) == ([end.state, *others(end)], [end.fault, None, None])
        assert standings(desk) == [end.standing, *[Standing.AWAITING if end.others else Standing.UNSENT] * 2]
        assert (len(server.accepted), [row.attempts for row in letters(desk)]) == (
            end.others + (step == "DOT"),
            [0 if end.paused else 1, *[int(end.others > 0)] * 2],
        )
        await posted(desk, server, OPENED + DAY, **user)
    waited = end.state in {QUEUED, RETRY}
    assert states(desk) == [SENT if waited else end.state, SENT, SENT]
    assert len(server.accepted) == 2 + waited + (step == "DOT")


def counted(end: End) -> dict[LetterState, int]:
    """What the run says it did."""
    first = {} if end.paused else {end.state: 1}
    return first | ({SENT: end.others} if end.others else {})


def others(end: End) -> list[LetterState]:
    return [SENT if end.others else QUEUED] * 2
