"""Everything a clerk can get wrong: one sentence, exit code 1, no traceback, and nothing changed."""

from collections.abc import Callable

import pytest

from desk import filing, opening
from desk.filing import Entered
from documents.form import FormPress
from documents.form_code import code_for
from models import rounds
from rules.filing import opinions_of
from rules.words import Channel
from tests.commands.clerk import DUE, NOW, OPENED, ROUND, SECOND, Clerk, opened
from tests.commands.mistakes import FILES
from tests.desk.office import (
    DAY,
    FEW,
    FINANCE,
    PLANNING,
    TITLE,
    ZONE,
    address,
    asking,
    caught,
    draft,
    filled,
    form_in,
    open_round,
    send,
)
from tests.forks import Forks

OPEN = ("round", "open", "draft.docx", "--title", "《新办法》", "--units", "all", "--due", "+7wd", "--preview")


@pytest.fixture(scope="module")
def clerk(forks: Forks, tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[], str]) -> Clerk:
    """An office with an open round that has two opinions, and one that was cancelled; refusals change neither."""
    clerk = Clerk(forks, tmp_path_factory.mktemp("refused"), {"CIRCULATE_DATABASE": new_database()})
    with opened(clerk) as desk:
        open_round(desk, FEW, now=OPENED, due=DUE)
        given = Entered(OPENED, Channel.PAPER, opinions_of(["删去“尽快”。", "明确经费。"]))
        filing.enter_reply(desk, ROUND, FINANCE, given, OPENED)
        request = opening.with_draft(desk, asking(desk, FEW, due=DUE), draft("另一份"))
        opening.open_round(desk, request, OPENED)
        send(desk, OPENED)
        with desk.store.write() as session:
            rounds.cancel(session, SECOND, OPENED)
        theirs = caught(desk, address(PLANNING))
        press = FormPress("办法", "今年", "市水利局", "")
        damaged = press.for_unit(FINANCE, code_for(b"not this office", ROUND, 1))
        forms = {
            "theirs.docx": filled(theirs[0], "一"),
            "other-round.docx": filled(caught(desk, address(FINANCE))[1], "一"),
            "blank.docx": form_in(caught(desk, address(FINANCE))[0]),
            "damaged.docx": damaged,
        }
    clerk.puts({**FILES, **forms})
    return clerk


REPLY, OUTCOMES = ("reply", ROUND, FINANCE), ("outcomes", "import", ROUND)
NOBODY = "2026-999"
TOMORROW = f"{NOW.astimezone(ZONE) + DAY * 2:%Y-%m-%d}"
CASES: list[tuple[tuple[str, ...], str]] = [
    # The register.
    (("units", "import", "none.csv"), "找不到文件 none.csv；请检查路径和文件名。"),
    (("units", "import", "."), "文件打不开 .；请检查路径和文件名。"),
    (("units", "import", "empty.csv"), "文件 empty.csv 是空的"),
    (("units", "import", "header.csv"), "“header.csv”只有表头，下面没有内容；请填好后再导入。"),
    (("units", "import", "no-column.csv"), "“no-column.csv”缺少这些列：邮箱"),
    (("units", "import", "nowhere.csv"), "单位表第 2 行“甲局”没有填写邮箱"),
    (("units", "import", "no-address.csv"), "第 2 行“邮箱”一栏的“不详”不是邮箱地址"),
    (("units", "import", "twice.csv"), "单位表第 3 行：“乙局”与“甲局”都叫“老局”"),
    (("units", "import", "draft.pdf"), "“draft.pdf”"),
    (("units", "import", "cut.docx"), "“cut.docx”"),
    # Opening.
    ((*OPEN[:2], "none.docx", *OPEN[3:]), "找不到文件 none.docx"),
    ((*OPEN[:2], "draft.txt", *OPEN[3:]), "“draft.txt”"),
    ((*OPEN[:2], "draft.pdf", *OPEN[3:]), "“draft.pdf”"),
    ((*OPEN[:2], "draft.doc", *OPEN[3:]), "“draft.doc”"),
    ((*OPEN[:2], "cut.docx", *OPEN[3:]), "“cut.docx”"),
    ((*OPEN, "--title", TITLE), f"这份文稿已经以“{TITLE}”发出过，就是 {ROUND}"),
    ((*OPEN[:-1], "--title", TITLE), f"这份文稿已经以“{TITLE}”发出过，就是 {ROUND}"),
    ((*OPEN, "--title", " "), "文件标题是空的"),
    ((*OPEN, "--units", "县区"), "没有类别为“县区”的单位"),
    ((*OPEN, "--units", "none.xlsx"), "找不到文件 none.xlsx"),
    ((*OPEN, "--units", "strangers.csv"), "没有名为“市文旅局”的单位"),
    ((*OPEN, "--due", "2020-01-06"), "截止时间 2020-01-06 18:00 已经过去"),
    ((*OPEN, "--due", "下周五"), "看不懂日期“下周五”"),
    ((*OPEN, "--due", "2026-02-30"), "看不懂日期“2026-02-30”"),
    ((*OPEN, "--due", "3026-10-13"), "截止日期 3026-10-13 在 1000 天以后"),
    ((*OPEN, "--policy", "none.toml"), "找不到文件 none.toml"),
    ((*OPEN, "--policy", "not.toml"), "策略文件不是合法的 TOML"),
    ((*OPEN, "--policy", "unknown-word.toml"), "策略文件中有不认识的项目 silense"),
    ((*OPEN, "--policy", "impossible.toml"), "催办策略 before_due 中的天数应当是 1 至 250 的整数"),
    ((*OPEN, "--policy", "scan.pdf"), "策略文件不是合法的 TOML"),
    # The life of a round.
    (("round", "extend", ROUND, "--due", "2020-01-06"), "截止时间 2020-01-06 18:00 已经过去"),
    (("round", "extend", ROUND, "--due", "+5wd", "--unit", "市文旅局"), "没有名为“市文旅局”的单位"),
    (("round", "extend", SECOND, "--due", "+5wd"), f"{SECOND} 已取消，不能再做这项操作"),
    (("round", "close", ROUND), f"{ROUND} 还有 2 条意见没有处理（第 1、2 条），不能办结"),
    (("round", "close", SECOND), f"{SECOND} 已取消"),
    (("round", "cancel", SECOND), f"{SECOND} 已取消"),
    # Replies.
    (("reply", ROUND, "市文旅局", "--no-comment"), "没有名为“市文旅局”的单位"),
    (("reply", SECOND, FINANCE, "--no-comment"), f"{SECOND} 已取消，不再登记反馈。"),
    (REPLY, "请用 --opinion 写明意见（可多次使用），或用 --no-comment 表示无意见，两者选一。"),
    ((*REPLY, "--opinion", "一", "--no-comment"), "请用 --opinion 写明意见"),
    ((*REPLY, "--opinion", "一", "--opinion", " "), "有一条意见是空白的"),
    ((*REPLY, "--form", "none.docx"), "找不到文件 none.docx"),
    ((*REPLY, "--form", "scan.pdf"), "“scan.pdf”"),
    ((*REPLY, "--form", "empty.csv"), "文件 empty.csv 是空的"),
    ((*REPLY, "--form", "draft.docx"), "“draft.docx”里没有找到反馈表"),
    ((*REPLY, "--form", "blank.docx"), "反馈表既没有填写意见，也没有勾选“无意见”"),
    ((*REPLY, "--form", "theirs.docx"), f"这份反馈表的编号属于 {ROUND} 的第 2 号单位，不是 {ROUND} 的“{FINANCE}”"),
    ((*REPLY, "--form", "other-round.docx"), f"这份反馈表的编号属于 {SECOND} 的第 1 号单位"),
    ((*REPLY, "--form", "damaged.docx"), "“damaged.docx”的反馈编号“"),
    ((*REPLY, "--form", "theirs.docx", "--no-comment"), "--form 不能与 --no-comment 或 --opinion 同时使用"),
    ((*REPLY, "--form", "theirs.docx", "--opinion", "一"), "--form 不能与 --no-comment 或 --opinion 同时使用"),
    ((*REPLY, "--opinion", "无意见。"), "“无意见。”不是一条意见；该单位没有意见的，请用 --no-comment 登记为无意见。"),
    ((*REPLY, "--no-comment", "--scan", "none.pdf"), "找不到文件 none.pdf"),
    ((*REPLY, "--no-comment", "--scan", "draft.docx"), "“draft.docx”不是扫描件；请提供 PDF、JPG、PNG 或 TIFF"),
    ((*REPLY, "--no-comment", "--scan", "empty.csv"), "文件 empty.csv 是空的"),
    ((*REPLY, "--no-comment", "--received", TOMORROW), f"收到日期 {TOMORROW} 还没有到"),
    ((*REPLY, "--no-comment", "--received", "2020-01-06"), f"收到日期 2020-01-06 早于 {ROUND} 的发函日期 "),
    ((*REPLY, "--no-comment", "--received", "昨天"), "看不懂日期“昨天”"),
    # Settling.
    (("settle", ROUND, "3", "adopted"), f"{ROUND} 没有第 3 条意见；编号从 1 到 2"),
    (("settle", ROUND, "0", "adopted"), f"{ROUND} 没有第 0 条意见"),
    (("settle", ROUND, "1", "rejected"), "第 1 条意见拟“不采纳”，但没有写明理由"),
    (("settle", ROUND, "1", "partly", "--reason", " "), "第 1 条意见拟“部分采纳”，但没有写明理由"),
    (("settle", ROUND, "1", "explained", "--propose"), "第 1 条意见拟“解释说明”，但没有写明理由"),
    (("settle", ROUND, "1", "conditional"), "第 1 条意见拟“有条件采纳”，但没有写明条件"),
    (("settle", ROUND, "1", "adopted_with_changes"), "第 1 条意见拟“采纳并调整”，但没有给出调整后的表述"),
    (("settle", SECOND, "1", "adopted"), f"{SECOND} 已取消，不再处理意见。"),
    ((*OUTCOMES, "none.xlsx"), "找不到文件 none.xlsx"),
    ((*OUTCOMES, "outcomes-no-reason.xlsx"), "第 2 条意见拟“不采纳”，但没有写明理由"),
    ((*OUTCOMES, "outcomes-no-column.xlsx"), "“outcomes-no-column.xlsx”缺少这些列：采纳情况"),
    ((*OUTCOMES, "outcomes-number.xlsx"), f"{ROUND} 没有第 7 条意见；编号从 1 到 2"),
    ((*OUTCOMES, "outcomes-word.xlsx"), "工作表“Sheet”第 2 行的采纳情况“大概可以”无法识别"),
    ((*OUTCOMES, "outcomes-empty.xlsx"), "“outcomes-empty.xlsx”只有表头"),
    ((*OUTCOMES, "outcomes-twice.xlsx"), "“outcomes-twice.xlsx”有 2 个“理由”列（“说明”“备注”）；请只保留一列"),
    (("split", ROUND, "1", "--text", "一"), "第 1 条意见至少要拆成 2 条"),
    (("split", ROUND, "1", "--join"), f"{ROUND} 第 1 条意见没有拆分过，无须合并。"),
    (("split", ROUND, "9", "--at", "二"), f"{ROUND} 没有第 9 条意见；编号从 1 到 2"),
    (("outcomes", "return", ROUND, "1", "--remark", "不妥"), f"{ROUND} 第 1 条意见没有待审定的处理建议"),
    (("outcomes", "history", ROUND, "9"), f"{ROUND} 没有第 9 条意见；编号从 1 到 2"),
    (("outcomes", "export", ROUND, "表.csv"), "导出的是 Excel 表，文件名须以 .xlsx 结尾；请改成 表.xlsx。"),
    (("outcomes", "approve", ROUND, "1"), f"{ROUND} 第 1 条意见没有待审定的处理建议"),
    (("outcomes", "export", ROUND, "scan.pdf/x.xlsx"), "文件 scan.pdf/x.xlsx 写不进去"),
    (("documents", ROUND, "--out", "scan.pdf"), "文件 scan.pdf/table.docx 写不进去"),
    (("collect", "--from", "nowhere"), "没有文件夹 nowhere"),
    (("remind", SECOND), f"{SECOND} 已取消"),
    (("remind", ROUND, "--today", "后天"), "看不懂日期“后天”"),
    # A round nobody knows.
    *(
        ((*words[:at], NOBODY, *words[at:]), f"没有编号为“{NOBODY}”的征求意见；最近的是 {SECOND}、{ROUND}")
        for at, words in [
            (1, ("status",)),
            (1, ("status", "--json")),
            (1, ("opinions",)),
            (1, ("remind",)),
            (1, ("remind", "--preview")),
            (1, ("reply", FINANCE, "--no-comment")),
            (1, ("settle", "1", "adopted")),
            (1, ("documents", "--out", "out")),
            (2, ("round", "close")),
            (2, ("round", "cancel")),
            (2, ("round", "extend", "--due", "+5wd")),
            (2, ("outcomes", "export", "out.xlsx")),
            (2, ("outcomes", "import", "outcomes-number.xlsx")),
            (2, ("outcomes", "approve")),
        ]
    ),
]


@pytest.mark.parametrize(("words", "sentence"), CASES, ids=[" ".join(words) for words, _ in CASES])
def test_a_mistake_ends_in_one_sentence_and_changes_nothing(
    clerk: Clerk, words: tuple[str, ...], sentence: str
) -> None:
    before = clerk.record()
    ended = clerk(*words)
    said = [line for line in ended.err.splitlines() if not line.startswith("注意：")]
    assert (ended.code, ended.out, [line[: len(sentence)] for line in said]) == (1, "", [sentence])
    assert said[0].endswith(("。", "？"))
    assert clerk.record() == before


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("archives",), "没有“archives”这个命令；是不是 archive？用法见 circulate --help。"),
        (("河道",), "没有“河道”这个命令；用法见 circulate --help。"),
        (("status",), "缺少 ROUND（征求意见的编号，如 2026-001）；用法见 circulate status --help。"),
        (("status", ROUND, "二"), "多写了“二”；含有空格的内容请加引号；用法见 circulate status --help。"),
        (("settle", ROUND, "one", "adopted"), "NUMBER 应当是整数；用法见 circulate settle --help。"),
        (
            ("reply", ROUND, FINANCE, "--channel", "pigeon"),
            "--channel 不能写“pigeon”；可写 paper、phone、fax、oa、mail、web；用法见 circulate reply --help。",
        ),
        (("round", "open", "draft.docx"), "缺少 --title（文件标题）；用法见 circulate round open --help。"),
        (("round", "open", "draft.docx", "--title"), "--title 后面要写内容；用法见 circulate --help。"),
        (("status", ROUND, "--jsn"), "没有 --jsn 这个选项；是不是 --json？用法见 circulate status --help。"),
        (("status", ROUND, "--all"), "没有 --all 这个选项；用法见 circulate status --help。"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_wrong_usage_is_told_apart_from_a_refusal(clerk: Clerk, words: tuple[str, ...], sentence: str) -> None:
    before = clerk.record()
    ended = clerk(*words)
    assert (ended.code, ended.out, ended.err) == (2, "", f"{sentence}\n")
    assert clerk.record() == before


def test_a_word_that_is_no_verdict_is_answered_with_all_that_are(clerk: Clerk) -> None:
    ended = clerk("settle", ROUND, "1", "perhaps")
    assert (ended.code, ended.err[:40]) == (2, "VERDICT：“perhaps”不是采纳情况；可写 adopted（采纳）、ad"[:40])
    assert ended.err.endswith("用法见 circulate settle --help。\n")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"CIRCULATE_TIMEZONE": "Mars/Olympus"}, "设置有误：CIRCULATE_TIMEZONE（Mars/Olympus）"),
        ({"CIRCULATE_OFFICE_EMAIL": "水利局"}, "设置有误：CIRCULATE_OFFICE_EMAIL（水利局）"),
        ({"CIRCULATE_SMTP_PORT": "many"}, "设置有误：CIRCULATE_SMTP_PORT（many）"),
        ({"CIRCULATE_HOME": "scan.pdf"}, "无法建立数据目录 scan.pdf"),
        ({"CIRCULATE_DATABASE": "oracle"}, "CIRCULATE_DATABASE 写得不对"),
        ({"CIRCULATE_DATABASE": "sqlite:///draft.pdf"}, "数据库 sqlite:///draft.pdf 已损坏"),
        ({"CIRCULATE_CALENDAR": "none.json"}, ""),
    ],
    ids=str,
)
def test_a_setting_that_cannot_be_is_named(clerk: Clerk, settings: dict[str, str], sentence: str) -> None:
    ended = clerk("round", "list", **settings)
    (said,) = ended.err.splitlines()
    assert (ended.code, ended.out, said[: len(sentence)]) == (1, "", sentence)


def test_only_debug_shows_where_it_went_wrong(clerk: Clerk) -> None:
    quiet, loud = clerk("status", NOBODY), clerk("--debug", "status", NOBODY)
    assert (quiet.code, loud.code) == (1, 1)
    assert [line for line in quiet.err.splitlines() if line.startswith("Traceback")] == []
    assert loud.err.splitlines()[0] == "Traceback (most recent call last):"
    assert quiet.err.strip() in loud.err.splitlines()[-1]
