"""The doctor tries every part for real and says how to mend what is amiss."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command

from desk.doctor import LOST, Finding, examine
from desk.office import Desk
from desk.templates import export
from mail.catcher import Catcher
from mail.postman import Account, trouble_with
from models.migrations.upgrade import configuration
from models.store import Store
from office.secret import KEY_FILE
from office.settings import Tls, load
from tests.desk.office import open_round

NOW = datetime(2026, 6, 1, 2, tzinfo=UTC)


def findings(home: Path, **overrides: object) -> dict[str, Finding]:
    return {finding.part: finding for finding in examine(load(home=home, **overrides), NOW)}


def test_a_new_office_works_and_is_told_what_it_still_lacks(tmp_path: Path) -> None:
    found = findings(tmp_path)
    assert [part for part, finding in found.items() if finding.needed and not finding.well] == []
    assert found["发信"].mend == "正式使用前设置 CIRCULATE_SMTP_HOST 等。"
    assert found["日历 2026"].words == "国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）"
    assert (found["日历 2027"].well, found["日历 2027"].needed) == (False, False)


def test_looking_makes_nothing(tmp_path: Path) -> None:
    home = tmp_path / "new"
    found = findings(home)
    assert (found["密钥"].words, found["数据库"].well) == ("还没有，首次使用时生成", True)
    assert found["数据库"].words == f"sqlite:///{home / 'circulate.db'} 还没有建立，首次使用时建立"
    assert list(tmp_path.iterdir()) == []


def test_a_schema_of_yesterday_is_seen_and_left_as_it_is(tmp_path: Path) -> None:
    store = Store(load(home=tmp_path, database="").database_url)
    with store.engine.execution_options(circulate_write=True).begin() as connection:
        command.upgrade(configuration(connection), "0001")
    assert findings(tmp_path)["数据库"].words.endswith("可读写，下次启动时升级结构")
    assert store.revision() == "0001"
    store.engine.dispose()


def test_a_lost_key_is_a_fault_once_a_round_was_opened_and_none_is_made_in_its_place(desk: Desk) -> None:
    key = desk.settings.home / KEY_FILE
    key.unlink()
    assert findings(desk.settings.home)["密钥"].well
    open_round(desk)
    lost = findings(desk.settings.home)["密钥"]
    assert (lost.words, lost.well, lost.mend) == (f"密钥文件 {key} 不见了", False, LOST)
    assert not key.exists()


def test_an_offices_own_document_templates_are_tried_too(tmp_path: Path) -> None:
    own = tmp_path / "templates"
    export(own)
    (own / "documents" / "table.html").write_text("{{ nobody }}", "utf-8")
    (own / "documents" / "tabel.docx").write_bytes(b"")
    found = findings(tmp_path, templates=own)
    wrong = {part: finding.words for part, finding in found.items() if part.startswith("模板") and not finding.well}
    assert wrong.keys() == {"模板 documents/table.html", "模板 documents/tabel.docx"}
    assert "nobody" in wrong["模板 documents/table.html"]
    assert found["模板 documents/note.docx"].words == "可用"


def test_a_template_folder_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    found = findings(tmp_path, templates=tmp_path / "none")["模板"]
    assert (found.well, found.words) == (False, f"没有目录 {tmp_path / 'none'}，用的是自带的模板")


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
