"""What is done at the command line stands in the record under the login of whoever did it, as on the pages."""

from getpass import getuser

import pytest

from desk import approving, filing
from desk.acts import record
from desk.filing import Entered
from desk.office import Desk
from rules.filing import opinions_of
from rules.settling import Outcome
from rules.words import Channel, Stage, Verdict
from tests.commands.clerk import DUE, NOW, OPENED, ROUND, Clerk
from tests.desk.office import FEW, FINANCE, INDUSTRY, PLANNING, ZONE, address, answer, caught, open_round, take_in

ME = f"命令行（{getuser()}）"
LATER = f"{DUE.astimezone(ZONE):%Y-%m-%d}"


@pytest.fixture(autouse=True)
def _begun(desk: Desk) -> None:
    """A round of three units with three opinions of one, the first proposed, and mail nobody understood."""
    open_round(desk, FEW, now=OPENED, due=NOW)
    texts = ["第二条经费由市财政局落实，建议删去。", "同意第一条；建议增加第三条。", "标题过长，建议精简。"]
    filing.enter_reply(desk, ROUND, FINANCE, Entered(OPENED, Channel.PAPER, opinions_of(texts)), OPENED)
    approving.settle(desk, ROUND, {1: Outcome(Verdict.ADOPTED, Stage.PROPOSED)}, "王工", OPENED)
    letter = caught(desk, address(PLANNING))[0]
    take_in(desk, OPENED, answer(letter, "请见我局另函。"), answer(letter, "定于周五开会，请派员参加。"))


@pytest.mark.parametrize(
    ("words", "what", "said"),
    [
        (("pages", ROUND, "--reissue", "--unit", FINANCE), "反馈网址", f"{FINANCE}：换发"),
        (("pages", ROUND, "--revoke"), "反馈网址", "全部 3 家：停用"),
        (
            ("inbox", "assign", "1", ROUND, PLANNING, "--no-comment"),
            "来信",
            f"第 1 号来信登记为“{PLANNING}”的反馈：无意见",
        ),
        (("inbox", "discard", "2", "--reason", "另函"), "来信", "第 2 号来信搁置：另函"),
        (("anchors", "confirm", ROUND, "1", "第二条"), "对应条款", "认定第 1 条意见对应第二条"),
        (("anchors", "confirm", ROUND, "--all-above", "0.5"), "对应条款", "一并认定第 1、2、3 条意见的对应条款"),
        (("edits", "confirm", ROUND, "1", "--none"), "认定改动", "第 1 条意见不改动文字"),
        (("settle", ROUND, "2", "adopted"), "审定", "第 2 条：采纳"),
        (("outcomes", "approve", ROUND), "审定", "审定全部 1 条处理建议"),
        (("outcomes", "return", ROUND, "1", "--remark", "再议"), "退回", "退回第 1 条处理建议：再议"),
        (("reply", ROUND, INDUSTRY, "--no-comment"), "登记反馈", f"登记“{INDUSTRY}”的反馈（第 1 次）：无意见"),
        (("withdraw", ROUND, FINANCE, "--reason", "误登"), "收回反馈", ""),
        (("round", "extend", ROUND, "--due", LATER), "延期", f"3 家单位的截止时间改为 {LATER} 18:00"),
        (("round", "cancel", ROUND), "取消", "取消本轮"),
        (("archive", ROUND, "一轮.zip"), "归档", ""),
    ],
)
def test_an_act_stands_in_the_record_under_the_login(
    clerk: Clerk, desk: Desk, words: tuple[str, ...], what: str, said: str
) -> None:
    ended = clerk(*words)
    assert ended.code == 0, ended.err
    last = record(desk, None).acts[0]
    assert (last.who, last.what, last.words) == (ME, what, said or last.words)
