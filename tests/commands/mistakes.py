"""Files a clerk might bring that are not what they should be."""

import io
from collections.abc import Mapping

from openpyxl import Workbook

from tests.desk.office import (
    draft,
)


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


HEADER = ("序号", "采纳情况", "理由")
FILES: Mapping[str, bytes | str] = {
    "draft.docx": draft(),
    "draft.txt": "全市河道管护办法",
    "draft.pdf": b"%PDF-1.7\n1 0 obj",
    "draft.doc": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
    "cut.docx": draft()[:2000],
    "empty.csv": "",
    "header.csv": "单位,邮箱\n",
    "twice.csv": "单位,别名,邮箱\n甲局,老局,a@x.test\n乙局,老局,b@x.test\n",
    "nowhere.csv": "单位,邮箱\n甲局,\n",
    "no-address.csv": "单位,邮箱\n甲局,不详\n",
    "no-column.csv": "单位,电话\n甲局,1\n",
    "strangers.csv": "单位\n市文旅局\n",
    "unknown-word.toml": 'silense = "no_reply"\n',
    "not.toml": "silence =",
    "impossible.toml": "[reminders]\nbefore_due = [-1]\n",
    "outcomes-no-reason.xlsx": workbook(HEADER, (1, "采纳", ""), (2, "不采纳", "")),
    "outcomes-no-column.xlsx": workbook(("序号", "理由"), (1, "因为")),
    "outcomes-number.xlsx": workbook(HEADER, (7, "采纳", "")),
    "outcomes-word.xlsx": workbook(HEADER, (1, "大概可以", "")),
    "outcomes-empty.xlsx": workbook(HEADER),
    "outcomes-twice.xlsx": workbook(("序号", "采纳情况", "说明", "备注"), (1, "采纳", "", "")),
    "scan.pdf": b"%PDF-1.7 scan",
}
