"""Drafts to cite from: the demonstration's plan, a regulation in chapters, and a plan with three annexes."""

import io
from functools import cache
from pathlib import Path

from docx import Document

from documents.draft_writing import write_draft
from documents.finder import Finder
from documents.lines import Line
from documents.outline import Outline, outline_of, outline_of_lines

PLAN = Path(__file__).resolve().parents[2] / "templates" / "demo" / "draft.txt"

REGULATION = """
# 城市停车场管理办法
（征求意见稿）
第一章 总则
第一条（立法目的）为了规范城市停车场的规划、建设和使用，改善交通秩序，制定本办法。
第二条 本市城市建成区内停车场的规划、建设、使用和监督管理，适用本办法。
公共交通、道路客货运输车辆的专用停车场不适用本办法。
第三条 市城市管理部门是停车场的主管部门，履行下列职责：
（一）编制停车场管理的年度计划；
（二）建立停车信息服务平台；
（三）法律、法规规定的其他职责。
前款规定的年度计划应当向社会公布。
第二章 规划与建设
第一节 规划
第四条 停车场专项规划由市自然资源和规划部门会同市城市管理部门编制，报市人民政府批准后实施。
第五条 新建、改建、扩建建筑物应当按照标准配建停车位。
医院、学校、车站等场所配建停车位不足的，应当制定补建方案：
（一）补建方案的编制主体为场所的经营管理单位，并应当包括下列内容：
1.补建的位置和数量；
2.资金来源；
3.完成期限。
（二）补建方案由市城市管理部门组织审查。
第二节 建设
第六条 停车场建设应当同步配置充电设施，充电车位比例不低于百分之二十。
第六条之一 利用广场、绿地地下空间建设停车场的，应当符合安全和防洪要求。
第七条 配建停车位应当与主体工程同时设计、同时施工、同时验收。
第三章 使用与收费
第八条 停车收费实行政府指导价和市场调节价。
实行政府指导价的，由市发展改革部门制定收费标准。
停车不足三十分钟的，不得收费。
第九条 停车场经营者应当遵守下列规定：
（一）公示收费标准；
（二）不得擅自停止使用；
（三）按照规定开具票据；
（四）建立车辆出入登记制度。
第四章 附则
第十条 本办法自2027年1月1日起施行，有效期五年。
"""

ANNEXED = """
# 全市政务公开工作要点
为做好政务公开工作，制定本要点。
1 总体要求
5 公开内容
5.1 主动公开
5.1.1 各单位应当公开机构职能和办事指南。
5.2 依申请公开
5.2.1 收到申请后二十个工作日内答复。
a) 申请内容不明确的，应当告知补正；
b) 申请量较大的，可以收取信息处理费。
附件1
# 重点领域公开任务
1.财政预决算公开。责任单位：市财政局。
2.重大项目公开。责任单位：市发改委、市住建局。
3.招投标信息公开。责任单位：市发改委。
附件2
# 基层公开事项
一、食品监管领域
二、药品监管领域
三、环卫监管与发展规划
四、政府采购领域
附件3
# 责任分工
（一）教育领域公开内容
公开招生计划和学校收费项目。
（二）医疗领域公开内容
公开医疗服务价格。
"""
ROWS = (
    ("序号", "指标名称", "目标值", "责任单位"),
    ("1", "主动公开率", "95%", "市政府办"),
    ("2", "答复及时率", "100%", "市司法局"),
)


def text_lines(text: str) -> tuple[Line, ...]:
    """The lines of a plain text, each a paragraph of its own; `# ` begins a centred one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return tuple(
        Line(line.removeprefix("# "), centred=line.startswith("# "), paragraph=place)
        for place, line in enumerate(lines)
    )


@cache
def plan() -> Finder:
    """The demonstration's draft as it is sent out."""
    return Finder(outline_of(write_draft(PLAN.read_text("utf-8"))))


@cache
def regulation() -> Finder:
    """A regulation with chapters, sections, 款, 项, 目 and an article put in later."""
    return Finder(outline_of_lines(text_lines(REGULATION)))


@cache
def annexed() -> Finder:
    """Points, three annexes and a table."""
    return Finder(outline_of(docx(ANNEXED, ROWS)))


def typed(*lines: str) -> Outline:
    """The outline of lines typed without any styles."""
    return outline_of_lines(text_lines("\n".join(lines)))


def docx(text: str, rows: tuple[tuple[str, ...], ...] = ()) -> bytes:
    """Lines as a word processor saves them, a table at the end."""
    document = Document()
    for line in filter(None, text.splitlines()):
        document.add_paragraph(line.removeprefix("# "))
    if rows:
        document.add_paragraph("表1 公开指标")
        table = document.add_table(len(rows), len(rows[0]))
        for cells, row in zip(table.rows, rows, strict=True):
            for cell, words in zip(cells.cells, row, strict=True):
                cell.text = words
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
