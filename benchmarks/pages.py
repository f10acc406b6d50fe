"""Pages as browsers get them: a unit's page for fifty at once, the desk's on a large round; how fast and how small."""

import re
import statistics
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import bare
from benchmarks.measuring import Comparison, Measured, in_turn, report, say
from benchmarks.realistic import DUE, Habits, answered, opened, sent, settled
from benchmarks.visitors import Served, Visit, one_by_one, served, signed_in, visit
from desk.office import Desk, open_desk
from desk.overview import overview
from desk.page_addresses import page_addresses
from flows.server import free_port
from office.settings import load

UNITS, OPINIONS, CLAUSES = 1000, 5000, 200
TALKATIVE = Habits(answer=0.95, opinions=0.9, most_opinions=18)
CONNECTIONS, PAGES, PAUSE, ROUNDS, LOOKS = 50, 6, 1.0, 3, 9
MOST_P95, MOST_MS, MOST_KB = 25.0, 150.0, 80.0
KB = 1000
ELSEWHERE = re.compile(r'(?:src|href|action)="(?:https?:)?//[^"]*|url\((?:https?:)?//[^)]*')


def main() -> None:
    """The line that counts is a unit's page: 95 of 100 within 25 ms while fifty units open one a second."""
    with TemporaryDirectory(prefix="bench") as folder:
        home = Path(folder)
        desk = open_desk(load(home=home, database=""))
        try:
            paths, session = _paths(desk), signed_in(desk)
        finally:
            desk.store.engine.dispose()
        with served(free_port(), ["web"], CIRCULATE_HOME=folder, CIRCULATE_DATABASE="") as ours:
            pages = _looked_at(ours, paths, session)
            whole = _crowded(ours, paths["unit"], home)
    report(whole, pages)


def office(desk: Desk) -> str:
    """A round of a thousand units with five thousand opinions and more, sent, answered, mostly settled."""
    name = opened(desk, UNITS, clauses=CLAUSES)
    sent(desk, name, TALKATIVE)
    count = answered(desk, name, TALKATIVE)
    settled(desk, name, TALKATIVE, DUE)
    say(f"{UNITS} units, {count} opinions, {CLAUSES} clauses")
    if count < OPINIONS:
        sys.exit("too few opinions")
    return name


def _paths(desk: Desk) -> dict[str, str]:
    name = office(desk)
    units = overview(desk, name, DUE).units
    silent = next(unit.number for unit in units if not unit.received)
    vocal = next(unit.number for unit in units if unit.opinions >= CONNECTIONS // 5)
    tokens = page_addresses(desk, name)
    here = f"/rounds/{name}"
    return {
        "unit": f"/r/{tokens[silent - 1].token}",
        "unit, ten opinions": f"/r/{tokens[vocal - 1].token}",
        "round": here,
        "rounds": "/rounds",
        "register": "/units",
        "new round": "/rounds/new",
        **{end: f"{here}/{end}" for end in ("opinions", "leader", "remind", "documents", "enter", "record")},
    }


def _looked_at(ours: Served, paths: Mapping[str, str], session: Mapping[str, str]) -> list[Measured]:
    looked = {name: one_by_one(ours, path, session, LOOKS) for name, path in paths.items()}
    for name, (taken, page) in looked.items():
        say(f"{name}: {taken:.0f} ms, {len(page.content) / KB:.0f} KB")
        elsewhere = ELSEWHERE.findall(page.text)
        if elsewhere:
            sys.exit(f"{name} asks another host: {elsewhere}")
    largest = max(len(page.content) for _, page in looked.values()) / KB
    quickly = Comparison(f"round page, {UNITS} units, {OPINIONS} opinions", "150 ms promised", 1, "ms")
    small = Comparison("the largest page", "80 KB promised", 1, "KB")
    return [Measured.leaner(quickly, looked["round"][0], MOST_MS), Measured.leaner(small, largest, MOST_KB)]


def _crowded(ours: Served, path: str, home: Path) -> Measured:
    """Ours and the bare peer in turn; what the peer takes tells how busy the machine is."""
    page = home / "page.html"
    page.write_bytes(one_by_one(ours, path, {}, 1)[1].content)
    seen: dict[str, list[Visit]] = {"ours": [], "bare": []}

    def crowd(name: str, site: Served) -> float:
        seen[name].append(visit(site, path, CONNECTIONS, PAGES, PAUSE))
        return seen[name][-1].p95

    with served(free_port(), ["benchmarks.bare"], **{bare.PAGE: str(page)}) as peer:
        taken = in_turn({"ours": lambda: crowd("ours", ours), "bare": lambda: crowd("bare", peer)}, ROUNDS)
        flat = {name: visit(site, path, CONNECTIONS, PAGES, 0) for name, site in (("ours", ours), ("bare", peer))}
    for name, visits in seen.items():
        cpu, p50 = (statistics.median(getattr(one, what) for one in visits[1:]) for what in ("cpu", "p50"))
        say(f"{name}: p50 {p50:.1f} ms, p95 {statistics.median(taken[name]):.1f} ms, {cpu:.1f} ms of processor a page")
        say(f"{name}, without a pause: {flat[name].rate:.0f} pages/s, p95 {flat[name].p95:.0f} ms")
    comparison = Comparison(
        "pages", f"25 ms promised; Starlette+Jinja2 alone {statistics.median(taken['bare']):.1f}", 1, "ms, p95"
    )
    return Measured.leaner(comparison, statistics.median(taken["ours"]), MOST_P95)


if __name__ == "__main__":
    main()
