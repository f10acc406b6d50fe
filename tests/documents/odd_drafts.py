"""Drafts as word processors really leave them: runs torn anywhere, fields, links, marks, soft breaks, tables."""

from dataclasses import dataclass
from random import Random

from documents.ooxml import pack, package, paragraph, style
from documents.outline import Outline
from rules.anchors import Clause, ClauseKind, Laid
from rules.edits import Change, Decided, LaidEdit, clashes
from rules.settling import Opinion, Outcome
from rules.words import Stage, Verdict

SIGNS = "的一是在不了有和人这中大为上个国我以要他市局年月0123456789％，。、；“”（）—A b&<>"
LOOKS = (
    "",
    "<w:rPr><w:b/></w:rPr>",
    '<w:rPr><w:rFonts w:eastAsia="仿宋_GB2312"/><w:sz w:val="32"/></w:rPr>',
    '<w:rPr><w:color w:val="FF0000"/><w:u w:val="single"/></w:rPr>',
)
HEADS = "一二三四五六七八九十"


@dataclass(slots=True)
class Pen:
    """Chance, the numbers of bookmarks, and whether to write fields and content controls."""

    chance: Random
    fields: bool = True
    bookmarks: int = 0

    def words(self, least: int = 4, most: int = 40) -> str:
        return "".join(self.chance.choices(SIGNS, k=self.chance.randint(least, most))).strip() or "无"

    def run(self, text: str) -> str:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return f'<w:r>{self.chance.choice(LOOKS)}<w:t xml:space="preserve">{text}</w:t></w:r>'

    def torn(self, text: str) -> str:
        """Text in runs of any length, with what stands between runs in real files."""
        found = ""
        while text:
            length = self.chance.randint(1, 9)
            found += self.around(self.run(text[:length]))
            text = text[length:]
        return found

    def around(self, run: str) -> str:  # noqa: PLR0911 - one return a kind
        match self.chance.randint(0, 24):
            case 0:
                return f'<w:hyperlink w:anchor="x">{run}</w:hyperlink>'
            case 1 if self.fields:
                return f'<w:fldSimple w:instr=" REF a ">{run}</w:fldSimple>'
            case 2 if self.fields:
                begin, middle, end = (
                    f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
                )
                return f"{begin}<w:r><w:instrText> REF b </w:instrText></w:r>{middle}{run}{end}"
            case 3:
                self.bookmarks += 1
                number = self.bookmarks
                return f'<w:bookmarkStart w:id="{number}" w:name="b{number}"/>{run}<w:bookmarkEnd w:id="{number}"/>'
            case 4:
                return f"{run}<w:r><w:tab/></w:r>"
            case 5 if self.fields:
                return f"<w:sdt><w:sdtContent>{run}</w:sdtContent></w:sdt>"
            case 6:
                return f"{run}<w:r><w:lastRenderedPageBreak/></w:r>"
            case 7:
                return f'<w:proofErr w:type="spellStart"/>{run}'
            case _:
                return run


def odd_draft(seed: int, *, fields: bool = True) -> bytes:
    """A draft of some thirty clauses: headings, body, soft line breaks, a table in the middle or at the end."""
    pen = Pen(Random(seed), fields)  # noqa: S311 - no secret
    chance = pen.chance
    body = [paragraph("Body", "关于试验的方案")]
    for place, head in enumerate(HEADS[: chance.randint(2, 5)]):
        body.append(f"<w:p>{pen.torn(f'{head}、{pen.words(2, 12)}')}</w:p>")
        body += [f"<w:p>{pen.torn(f'（{sub}）{pen.words()}')}</w:p>" for sub in HEADS[: chance.randint(0, 3)]]
        for _ in range(chance.randint(0, 3)):
            lines = [pen.torn(pen.words()) for _ in range(chance.choice((1, 1, 1, 3)))]
            body.append(f"<w:p>{'<w:r><w:br/></w:r>'.join(lines)}</w:p>")
        if place == 1:
            body.append(_table(pen))
    tail = "" if chance.random() < 0.3 else f"<w:p>{pen.torn(pen.words())}</w:p>"
    return pack(package(f"{''.join(body)}{tail}<w:sectPr/>", [style("Body", "仿宋_GB2312", 16)], {}, "方案"))


def _table(pen: Pen) -> str:
    cells = "".join(
        f"<w:tr>{''.join(f'<w:tc><w:tcPr/><w:p>{pen.torn(pen.words(2, 9))}</w:p></w:tc>' for _ in range(3))}</w:tr>"
        for _ in range(pen.chance.randint(2, 4))
    )
    grid = "<w:gridCol/>" * 3
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{cells}</w:tbl>"


def random_edits(outline: Outline, chance: Random, most: int = 12) -> list[Decided]:
    """Opinions, each with edits, none of which overlap."""
    pen, made, found = Pen(chance), list[Change](), list[Decided]()
    clauses = [clause for clause in outline.clauses if clause.text]
    for number in range(1, chance.randint(2, most)):
        opinion = Opinion(number, f"第{number}局", "建议修改", "", Outcome(Verdict.ADOPTED, Stage.APPROVED))
        edits = [edit for _ in range(chance.choice((1, 1, 2))) if (edit := _edit(chance.choice(clauses), pen))]
        changes = [Change(edit, (opinion,)) for edit in dict.fromkeys(edits)]
        if edits and not clashes([*made, *changes]):
            made += changes
            found.append(Decided(opinion, (edits[0].anchor,), tuple(dict.fromkeys(edits))))
    return found


def _edit(clause: Clause, pen: Pen) -> LaidEdit | None:
    chance, text = pen.chance, clause.text
    match chance.randint(0, 9):
        case 0:
            new = " | ".join(pen.words(2, 6).replace("|", "") for _ in range(3))
            return LaidEdit(
                Laid.NEW_PARAGRAPH, clause.anchor, new=new if clause.kind is ClauseKind.ROW else pen.words()
            )
        case 1:
            return LaidEdit(Laid.DELETE_PARAGRAPH, clause.anchor, 0, len(text), text)
    cells = [(0, text)]
    if clause.kind is ClauseKind.ROW:
        cells = [(text.index(cell), cell) for cell in text.split(" | ") if text.count(cell) == 1]
    if not cells:
        return None
    begin, words = chance.choice(cells)
    start = chance.randint(0, len(words))
    end = min(len(words), start + chance.choice((0, 1, 2, 5, 20)))
    old = words[start:end]
    new = chance.choice(("", pen.words(1, 9), f"{old[: len(old) // 2]}{pen.words(1, 4)}{old[len(old) // 2 + 1 :]}"))
    return LaidEdit(Laid.REPLACE, clause.anchor, begin + start, begin + end, old, new) if old != new else None
