"""Charts as SVG and PNG: the ledger's numbers in words, nothing a strict page forbids, a picture that is not blank."""

import io
import re
from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from lxml import etree
from PIL import Image

from documents.charts import WIDTH, standing_bar_svg, timeline_svg, verdict_bar_svg
from documents.charts_png import pngs_of
from rules.ledger import Ledger, UnitCounts
from rules.words import Verdict

ZONE = ZoneInfo("Asia/Shanghai")
OPENED = datetime(2026, 9, 28, 9, 30, tzinfo=ZONE)
DUE = datetime(2026, 10, 13, 18, tzinfo=ZONE)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LEDGER = Ledger(DUE, UnitCounts(18, 6, 1, 10, 1, 0, 1), 9, {Verdict.ADOPTED: 6, Verdict.REJECTED: 3})
EMPTY = Ledger(DUE, UnitCounts(0, 0, 0, 0, 0, 0, 0), 0, {})
EVERY = Ledger(DUE, UnitCounts(1, 1, 0, 0, 0, 0, 0), 907, dict.fromkeys(Verdict, 1) | {Verdict.ADOPTED: 900})


def timeline(*answered: datetime, invited: int = 18, until: datetime = DUE, due: datetime = DUE) -> str:
    return timeline_svg(answered, invited, due, opened=OPENED, until=until, zone=ZONE)


CHARTS = {
    "standing": standing_bar_svg(LEDGER),
    "verdicts": verdict_bar_svg(LEDGER),
    "every verdict": verdict_bar_svg(EVERY),
    "nobody": standing_bar_svg(EMPTY),
    "nothing": verdict_bar_svg(EMPTY),
    "timeline": timeline(OPENED + DAY, OPENED + 3 * DAY, until=DUE + DAY),
    "first minute": timeline(until=OPENED),
    "nobody asked": timeline(invited=0),
}


def texts(svg: str) -> list[str]:
    return [str(node.text) for node in drawing(svg).iterfind("{*}text")]


def title(svg: str) -> str:
    return str(drawing(svg)[0].text)


def drawing(svg: str) -> etree._Element:
    return etree.fromstring(svg)


def labels(svg: str) -> list[str]:
    return [text for text in texts(svg) if re.fullmatch(r"\d+月\d+日", text)]


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_asks_for_nothing_that_a_strict_page_forbids(name: str) -> None:
    root = drawing(CHARTS[name])
    used = {etree.QName(node).localname for node in root.iter()}
    assert used <= {"svg", "title", "rect", "text", "line", "path", "circle"}
    attributes = Counter(attribute for node in root.iter() for attribute in node.attrib)
    assert not {"style", "href", "onload", "id"} & {str(attribute) for attribute in attributes}


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_a_picture_with_a_name(name: str) -> None:
    root = drawing(CHARTS[name])
    assert (root.get("role"), etree.QName(root[0]).localname, bool(root[0].text)) == ("img", "title", True)


@pytest.mark.parametrize("name", CHARTS)
def test_nothing_is_drawn_outside_the_picture(name: str) -> None:
    root = drawing(CHARTS[name])
    places = [(float(n.get("x", 0)), float(n.get("y", 0))) for n in root.iter("{*}text", "{*}rect")]
    assert all(0 <= x <= WIDTH and 0 <= y <= float(root.get("height", 0)) for x, y in places)


def test_a_bar_says_every_count_in_words() -> None:
    assert title(CHARTS["standing"]) == "发函18家单位的反馈情况：有意见6家、无意见1家、无反馈10家、未送达1家"
    assert texts(CHARTS["standing"])[-4:] == ["有意见 6家", "无意见 1家", "无反馈 10家", "未送达 1家"]
    assert title(CHARTS["verdicts"]) == "9条意见建议的采纳情况：采纳6条、不采纳3条"
    assert title(CHARTS["nothing"]) == "0条意见建议的采纳情况"


def test_the_widths_of_a_bar_are_its_counts() -> None:
    bar = [node for node in drawing(CHARTS["verdicts"]).iterfind("{*}rect") if node.get("stroke")]
    assert [float(node.get("width", 0)) for node in bar] == [round(WIDTH * 6 / 9, 1), round(WIDTH * 3 / 9, 1)]


def test_a_timeline_says_how_many_answered_by_when() -> None:
    assert title(CHARTS["timeline"]) == "截至10月14日，发函18家，已反馈2家，截止10月13日"
    assert [word for word in texts(CHARTS["timeline"]) if "家" in word or "截" in word] == [
        *("发函18家", "截止 10月13日", "2家")
    ]


def test_a_timeline_rises_by_a_step_for_each_answer() -> None:
    line = str(drawing(timeline(*(OPENED + n * DAY for n in (1, 4, 2)))).findall("{*}path")[1].get("d"))
    heights = [float(height) for height in re.findall(r"V([\d.]+)", line)]
    places = [float(place) for place in re.findall(r"H([\d.]+)", line)]
    assert (heights, places) == (sorted(heights, reverse=True), sorted(places))
    assert len(heights) == 3


def test_a_timeline_of_ten_thousand_answers_stays_small() -> None:
    svg = timeline(*(OPENED + n * HOUR / 40 for n in range(10_000)), invited=12_000)
    assert len(svg) < 16_000
    assert texts(svg)[-1] == "10000家"


@pytest.mark.parametrize("days", [1, 2, 15, 60, 400, 4000])
def test_a_timeline_names_days_without_crowding_them(days: int) -> None:
    due = OPENED + days * DAY
    named = labels(timeline(due=due, until=due))
    assert 1 <= len(named) <= 9


def test_charts_become_pictures_twice_as_fine_as_they_are_large() -> None:
    pictures = [Image.open(io.BytesIO(content)) for content in pngs_of(list(CHARTS.values()))]
    heights = [round(float(drawing(svg).get("height", 0)) * 2) for svg in CHARTS.values()]
    assert [picture.size for picture in pictures] == [(2 * WIDTH, height) for height in heights]
    assert [picture.format for picture in pictures] == ["PNG"] * len(CHARTS)
    assert pngs_of([]) == ()


def test_chinese_words_in_a_picture_are_drawn_not_boxed() -> None:
    """Two different words of equal length would be equal pictures if their characters were missing."""
    one, other = standing_bar_svg(LEDGER), standing_bar_svg(LEDGER).replace("无反馈", "未反应")
    first, second = pngs_of([one, other])
    assert first != second
