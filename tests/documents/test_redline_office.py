"""LibreOffice accepts and rejects what we wrote: the clean copy and the draft come out, character by character."""

from pathlib import Path
from random import Random

import pytest
from ruamel.yaml import YAML

from documents.draft_writing import write_draft
from documents.laying import proposal_of
from documents.opinion_reader import Said
from documents.opinion_reading import read_opinion
from documents.outline import outline_of
from documents.redline import Revision
from rules.edits import Decided, changes_of, clashes
from rules.settling import Opinion, Outcome
from rules.words import Stage, Verdict
from tests.documents.drafts import ANNEXED, PLAN, ROWS, docx, plan
from tests.documents.odd_drafts import odd_draft, random_edits
from tests.documents.office_changes import SIDES, resolved
from tests.documents.redlining import added, adopted, decided, removed, revised, reworded
from tests.documents.tracked import plain_texts, texts

OWNERS = Path(__file__).resolve().parents[3] / "shared" / "kaifeng" / "case.yaml"
DRAFT = write_draft(PLAN.read_text("utf-8"))
ODD = 6


@pytest.fixture(scope="module")
def made() -> dict[str, tuple[bytes, Revision]]:
    """Drafts by name with what was made of them."""
    outline, annexed = outline_of(DRAFT), docx(ANNEXED, ROWS)
    tables = outline_of(annexed)
    found = {
        "plan": (
            DRAFT,
            revised(
                DRAFT,
                adopted(
                    1,
                    "市税务局",
                    reworded(outline, "二、（三）2.", "及税费", ""),
                    removed(outline, "附件 四、市督查局"),
                ),
                adopted(
                    2,
                    "市财政局",
                    added(outline, "二、（三）", "4.加强调度。"),
                    added(outline, "附件 四、", "市水利局：保障用水。"),
                ),
                decided(3, "市审计局", Verdict.REJECTED, outline.clauses[20].anchor, reason="已有规定。"),
            ),
        ),
        "tables": (
            annexed,
            revised(
                annexed,
                adopted(1, "市司法局", reworded(tables, "附件3 （二）表1第2行", "95%", "98%")),
                adopted(2, "市政府办", removed(tables, "附件3 （二）表1第3行")),
                adopted(3, "市政府办", added(tables, "附件3 （二）表1第2行", "2 | 公开时限 | 20日 | 市司法局")),
            ),
        ),
    }
    for seed in range(ODD):
        # LibreOffice looks up what a field refers to, here nothing, and tears content controls in runs.
        draft = odd_draft(seed, fields=False)
        edits = random_edits(outline_of(draft), Random(seed))  # noqa: S311 - no secret
        found[f"odd{seed}"] = (draft, revised(draft, *edits))
    return found | owners()


def owners() -> dict[str, tuple[bytes, Revision]]:
    """The round this program was asked for, its opinions on the demonstration's draft; nothing where it is not here."""
    if not OWNERS.exists():
        return {}
    case = YAML(typ="safe").load(OWNERS.read_text("utf-8"))
    listed: list[Decided] = []
    for number, said in enumerate(case["opinions"], 1):
        read = read_opinion(Said(said["unit"], said["text"]), plan())
        opinion = Opinion(number, said["unit"], said["text"], "", Outcome(Verdict(said["verdict"]), Stage.APPROVED))
        edits = proposal_of(read.edits, "", [], plan().outline).edits
        one = Decided(opinion, tuple(place.best.anchor for place in read.places), edits)
        listed.append(Decided(opinion, one.anchors) if clashes(changes_of([*listed, one])) else one)
    assert sum(bool(one.laid) for one in listed) > 0
    return {"owners": (DRAFT, revised(DRAFT, *listed))}


def test_libreoffice_gives_back_the_draft_and_the_clean_copy(
    made: dict[str, tuple[bytes, Revision]], tmp_path: Path
) -> None:
    read = resolved({name: revision.revised for name, (_, revision) in made.items()}, tmp_path)
    for name, (draft, revision) in made.items():
        expected = {"accepted": plain_texts(revision.clean), "rejected": plain_texts(draft)}
        assert {side: texts(read[name][side], "accepted") for side in SIDES} == expected, name
