"""From a clerk's proposal to a leader's approval, each under a name: settling, approving, sending back, history."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from desk.acts import note
from desk.office import Desk
from models import outcomes
from models.outcomes import Given
from models.queries import opinion_numbered, round_named
from rules.settling import Outcome
from rules.words import Stage, printed

COMMAND_LINE = "命令行"
FEW = 20


def settle(  # noqa: PLR0913 - who settles what when, why anew, and what was seen
    desk: Desk,
    name: str,
    chosen: Mapping[int, Outcome],
    by: str,
    now: datetime,
    *,
    reopen: str = "",
    seen: Mapping[int, int] | None = None,
) -> int:
    """Settle opinions by number, all or none, as proposed or approved; returns how many were changed.

    Args:
        desk: the office.
        name: the round.
        chosen: by number.
        by: who settles; empty on the command line.
        now: the moment.
        reopen: why approved verdicts are changed.
        seen: by number, the version that was shown to whoever settles, 0 for none; None to settle whatever stands.

    Raises:
        RoundUnknown, OpinionUnknown, ReasonMissing, ConditionMissing, WordingMissing, AlreadySettled.
        Overtaken: somebody else has settled one of them meanwhile.
    """
    with desk.store.write() as session:
        asked = outcomes.held_for_settling(session, name)
        before = outcomes.given_in(session, asked, chosen)
        changed = outcomes.settle(session, name, chosen, now, reopen=reopen, by=by, seen=seen)
        if changed:
            after = outcomes.given_in(session, asked, chosen)
            new = {number: chosen[number] for number in sorted(chosen) if after[number] != before.get(number)}
            what = "审定" if any(one.stage is Stage.APPROVED for one in new.values()) else "处理"
            note(session, whoever(by), what, _settled(new, reopen), now, asked.id)
    return changed


def approve(desk: Desk, name: str, numbers: Sequence[int], by: str, now: datetime) -> int:
    """Approve proposals, the given ones or all that were not sent back; returns how many.

    Raises:
        RoundUnknown, OpinionUnknown.
        Refused: one of the given has no proposal, or it was sent back.
    """
    with desk.store.write() as session:
        done = outcomes.approve(session, name, numbers, now, by)
        if done:
            which = numbered(numbers) if numbers else f"全部 {done} 条"
            note(session, whoever(by), "审定", f"审定{which}处理建议", now, round_named(session, name).id)
    return done


def send_back(desk: Desk, name: str, number: int, words: str, by: str, now: datetime) -> None:  # noqa: PLR0913 - what is sent back why, by whom and when
    """Send a proposal back with a remark; it is approved only once it is proposed anew.

    Raises:
        RoundUnknown, OpinionUnknown.
        Refused: there is no proposal, or no remark.
    """
    with desk.store.write() as session:
        outcomes.send_back(session, name, number, words, now, by)
        said = f"退回第 {number} 条处理建议：{words.strip()}"
        note(session, whoever(by), "退回", said, now, round_named(session, name).id)


def history(desk: Desk, name: str, number: int) -> tuple[Given, ...]:
    """Every outcome an opinion was given, oldest first: who gave it, when, why anew, and what was remarked on it.

    Raises:
        RoundUnknown, OpinionUnknown.
    """
    with desk.store.read() as session:
        return outcomes.all_given(session, opinion_numbered(session, round_named(session, name), number))


def whoever(by: str) -> str:
    """The name an act is kept under."""
    return by or COMMAND_LINE


def numbered(numbers: Iterable[int]) -> str:
    """Opinions by their numbers, as one phrase."""
    listed = list(numbers)
    more = f"等 {len(listed)} 条" if len(listed) > FEW else " 条"
    return f"第 {'、'.join(map(str, listed[:FEW]))}{more}"


def _settled(chosen: Mapping[int, Outcome], reopen: str) -> str:
    words: dict[str, list[int]] = {}
    for number, outcome in chosen.items():
        words.setdefault(printed(outcome.verdict, outcome.stage), []).append(number)
    said = "；".join(f"{numbered(numbers)}：{word}" for word, numbers in words.items())
    return f"{said}；重新处理的原因：{reopen.strip()}" if reopen.strip() else said
