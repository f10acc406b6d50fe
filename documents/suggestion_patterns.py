"""How units word what they want done: patterns in the order in which they are tried, each with how sure it is."""

import re

from rules.anchors import EditKind

REPLACED = (
    "(?:修改为|修改成|改为|改成|调整为|更改为|变更为|更正为|替换为|替换成|表述为|统一为|完善为|修订为|换成|明确为)"
)
DELETED = "(?:删除|删去|删掉|去掉|去除|取消|剔除|移除|划掉)"
ADDED = "(?:增加|添加|补充|加入|加上|增列|增补|增设|新增|列入|纳入)"
ROLE = "(?:(?:牵头)?责任单位|责任部门|(?:牵头|配合)(?:单位|部门)|(?:协办|成员|主办|承办|实施)单位)"
_NOISE = "(?:一词|二字|两字|字样|的?表述|一句|一段|的?内容|等字|等内容|这句话|部分)?"
_KEPT = "(?<!删除)(?<!删去)(?<!删掉)(?<!去掉)(?<!取消)(?<!划掉)(?<!增加)"
_UNITS = r"[\u4e00-\u9fff、]+?"
_STOP = r"(?=[。；，）\s]|$)"
_THIS = "(?:该|本|此|这|整|上述)?(?:条|款|项|段)"
_PASSAGE = "(?:该|本|此|这|整|上述)?一?(?P<role>句话?|处|内容|部分)"


def _quoted(name: str) -> str:
    return rf"“(?P<{name}>[^“”]+(?:“[^“”]*”[^“”]*)*)”"


OLD, NEW = _quoted("old"), _quoted("new")
_CLAUSE = r"(?:第?[（]?[一二三四五六七八九十百0-9]{1,4}[）]?(?:条|款|项|小项|段))+"

# (kind, how sure, pattern) over text made plain; what an earlier one took, a later one leaves alone.
PATTERNS = tuple(
    (kind, sure, re.compile(pattern))
    for kind, sure, pattern in (
        (
            EditKind.LIST_REPLACE,
            0.92,
            rf"(?P<role>{ROLE})(?:中|里)?的?(?:建议)?(?:由|将|把)?{OLD}(?:建议)?{REPLACED}：?{NEW}",
        ),
        (
            EditKind.LIST_REPLACE,
            0.85,
            rf"(?P<role>{ROLE})(?:建议)?{REPLACED}：?(?:{NEW}|(?P<new_bare>[\u4e00-\u9fff、，]+))",
        ),
        (
            EditKind.LIST_REMOVE,
            0.93,
            rf"(?P<role>{ROLE})(?:名单)?(?:中|里|内)?(?:建议)?{DELETED}(?:{OLD}|(?P<old_bare>{_UNITS}){_STOP})",
        ),
        (
            EditKind.LIST_REMOVE,
            0.93,
            rf"(?P<role>{ROLE})(?:名单)?(?:中|里|内)?(?:建议)?(?:将|把)(?:{OLD}|(?P<old_bare>{_UNITS}))(?:全部|均|予以|一并)*{DELETED}",
        ),
        (
            EditKind.LIST_REMOVE,
            0.93,
            rf"(?:将|把)(?:{OLD}|(?P<old_bare>[\u4e00-\u9fff、]{{2,30}}?))从[^。；“”]{{0,20}}?(?P<role>{ROLE})(?:名单)?(?:中|里)?(?:全部|均|予以|一并)*{DELETED}",
        ),
        (
            EditKind.LIST_REMOVE,
            0.92,
            rf"从[^。；“”]{{0,24}}?(?P<role>{ROLE})(?:名单)?(?:中|里)?(?:全部|均|予以|一并)*{DELETED}(?:{OLD}|(?P<old_bare>{_UNITS}){_STOP})",
        ),
        (
            EditKind.LIST_ADD,
            0.92,
            rf"(?P<role>{ROLE})(?:名单)?(?:中|里|内|栏)?(?:建议)?{ADDED}为?：?(?:{NEW}|(?P<new_bare>{_UNITS}){_STOP})",
        ),
        (
            EditKind.LIST_ADD,
            0.9,
            rf"(?:将|把)(?:{NEW}|(?P<new_bare>[\u4e00-\u9fff、]{{2,30}}?))(?:一并)?(?:增加|增列|列|纳|加)(?:入|为|到)(?P<role>{ROLE})",
        ),
        (
            EditKind.INSERT_AFTER,
            0.93,
            rf"在?{OLD}{_NOISE}(?:之?后面?|后边)，?(?:建议)?{ADDED}(?:内容|表述|一句)?：?{NEW}",
        ),
        (
            EditKind.INSERT_BEFORE,
            0.93,
            rf"在?{OLD}{_NOISE}(?:之?前面?|前边)，?(?:建议)?{ADDED}(?:内容|表述|一句)?：?{NEW}",
        ),
        (
            EditKind.INSERT_PARAGRAPH,
            0.85,
            rf"(?:之?后，?(?:建议)?)?{ADDED}(?:一|1|1个|一个)(?:条|款|项|段|点)(?:规定|内容)?(?:，?作为[^：，]{{1,12}})?[：，]?(?:内容为)?[：，]?(?:{NEW}|：(?P<new_bare>[^（）]+))",
        ),
        (
            EditKind.REPLACE,
            0.95,
            rf"(?:将|把)?(?:原文)?(?:中的?)?{_KEPT}{OLD}{_NOISE}(?:中的?[^“”，。；]{{0,6}})?，?(?:建议)?(?:统一)?{REPLACED}：?{NEW}",
        ),
        (EditKind.REPLACE, 0.8, rf"{OLD}[^“”。；]{{0,20}}[，。；]建议(?:将?其)?{REPLACED}：?{NEW}"),
        (
            EditKind.DELETE,
            0.94,
            rf"{DELETED}(?:原文)?(?:[^“”。；，]{{0,12}}?中)?的?{OLD}(?P<more>(?:[、和及，]+“[^“”]+”)*)",
        ),
        (EditKind.DELETE, 0.95, rf"(?:将|把)?{OLD}{_NOISE}(?:的?表述)?，?(?:建议|予以|全部|均|一并)*{DELETED}"),
        (EditKind.DELETE_INLINE, 0.85, rf"（(?:建议|拟|应)?(?:予以)?{DELETED}(?:此句|该句|此处)?）"),
        (
            EditKind.REPLACE,
            0.7,
            rf"(?:将|把)(?![其该此整第本])(?P<old_bare>[^“”。；，]{{2,60}}?)(?:统一)?{REPLACED}：?{NEW}",
        ),
        (
            EditKind.REPLACE_TAIL,
            0.8,
            rf"（?(?:修改意见|修改建议|意见|建议)?：?(?:建议)?(?:将)?(?:其|该[条款项句段]|此[处句]|整[段句])?(?:内容|表述)?{REPLACED}(?:：?{NEW}|：(?P<new_bare>[^“”（）][^（）]*(?:（[^（）]*）[^（）]*)*))",
        ),
        (EditKind.DELETE_CLAUSE, 0.8, rf"{DELETED}(?:{_CLAUSE}|{_THIS}){_STOP}"),
        (EditKind.DELETE_CLAUSE, 0.75, rf"{DELETED}{_PASSAGE}{_STOP}"),
        (EditKind.DELETE_CLAUSE, 0.7, rf"(?P<role>建议)(?:予以|全部|整体)*{DELETED}{_STOP}"),
        (EditKind.DELETE_CLAUSE, 0.75, rf"(?:{_CLAUSE}|{_THIS})(?:建议|予以|整体|全部)*{DELETED}{_STOP}"),
        (
            EditKind.REPLACE,
            0.65,
            rf"(?:将|把)(?P<old_bare>[^“”。；，]{{2,40}}?)(?:统一)?{REPLACED}：?(?P<new_bare>[^“”。；，）]{{2,60}})(?=[。；，）]|$)",
        ),
        (EditKind.INSERT_END, 0.7, rf"(?:建议)?{ADDED}(?:内容|表述|以下内容|关于)?：?{NEW}"),
        (EditKind.MOVE, 0.6, r"合并|(?:调整|移|挪)(?:至|到)|顺序(?:调整|对调)|拆分|分为两"),
    )
)
EVERYWHERE = re.compile("全文|统一|文中所有|通篇|各处")
# What asks for thought, not for words.
OPEN = re.compile("进一步|斟酌|研究|细化|明确|核实|完善|加强|论证|考虑|结合|参照|说明|商|请")
