"""The doctor tries every part for real and says how to mend what is amiss."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desk.doctor import Finding, examine
from mail.catcher import Catcher
from mail.postman import Account, trouble_with
from office.settings import Tls, load

NOW = datetime(2026, 6, 1, 2, tzinfo=UTC)


def findings(home: Path, **overrides: object) -> dict[str, Finding]:
    return {finding.part: finding for finding in examine(load(home=home, **overrides), NOW)}


def test_a_new_office_works_and_is_told_what_it_still_lacks(tmp_path: Path) -> None:
    found = findings(tmp_path)
    assert [part for part, finding in found.items() if finding.needed and not finding.well] == []
    assert found["发信"].mend == "正式使用前设置 CIRCULATE_SMTP_HOST 等。"
    assert found["日历 2026"].words == "国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）"
    assert (found["日历 2027"].well, found["日历 2027"].needed) == (False, False)


def test_a_mail_server_that_does_not_answer_is_a_fault(tmp_path: Path) -> None:
    found = findings(tmp_path, smtp_host="127.0.0.1", smtp_port=1, smtp_tls=Tls.NONE)["发信"]
    assert (found.well, found.needed) == (False, True)
    assert found.words.startswith("连接邮件服务器 127.0.0.1:1 失败")


def test_a_mail_server_that_answers_is_well(tmp_path: Path) -> None:
    with Catcher(tmp_path / "sent") as server:
        assert asyncio.run(trouble_with(Account("127.0.0.1", server.port, Tls.NONE))) == ""
        found = findings(tmp_path, smtp_host="127.0.0.1", smtp_port=server.port, smtp_tls=Tls.NONE)["发信"]
    assert found == Finding("发信", f"127.0.0.1:{server.port} 可以登录", mend=found.mend)
    assert list((tmp_path / "sent").rglob("*.eml")) == []


@pytest.mark.parametrize(("text", "says"), [("{{ nobody }}", "nobody"), ("{% if %}", "第 1 行")])
def test_an_offices_broken_template_is_named(tmp_path: Path, text: str, says: str) -> None:
    own = tmp_path / "templates" / "email" / "reminder"
    own.mkdir(parents=True)
    (own / "body.txt").write_text(text, "utf-8")
    found = findings(tmp_path, templates=tmp_path / "templates")
    broken = [part for part, finding in found.items() if part.startswith("模板") and not finding.well]
    assert broken == ["模板 催办函"]
    assert "reminder/body.txt" in found["模板 催办函"].words
    assert says in found["模板 催办函"].words


@pytest.mark.parametrize(
    ("file", "content", "part", "says"),
    [
        ("circulate.db", "no database" * 100, "数据库", "已损坏，或不是 Circulate 的数据库"),
        ("secret.key", "zz", "密钥", "密钥文件"),
        ("calendar.json", "{", "日历", "calendar.json"),
    ],
)
def test_each_part_is_tried_by_itself_whatever_ails_the_others(
    tmp_path: Path, file: str, content: str, part: str, says: str
) -> None:
    (tmp_path / file).write_text(content, "utf-8")
    own = {"calendar": tmp_path / file} if part == "日历" else {}
    found = findings(tmp_path, **own)
    assert [name for name, finding in found.items() if finding.needed and not finding.well] == [part]
    assert says in found[part].words
    assert {"数据库", "密钥", "磁盘", "发信", "收信", "模板 催办函", "字体"} <= found.keys()


def test_a_database_that_does_not_answer_hides_nothing_else(tmp_path: Path) -> None:
    found = findings(tmp_path, database="postgresql+psycopg://nobody:secret@127.0.0.1:1/none")
    assert (found["数据库"].well, "secret" in found["数据库"].words) == (False, False)
    assert found["模板 催办函"].well
