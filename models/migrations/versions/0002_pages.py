"""Pages: the office's people and what they did, a unit's page and its word, confirmed edits, remarks."""

import sqlalchemy as sa
from alembic import op

import models.types
from models.migrations.refusing import refusing, unless_removed

revision = "0002"
down_revision = "0001"

# What was done and decided is only added to.
STAYS = {
    "link_stays_as_kept": "UPDATE ON link",
    "link_is_never_deleted": "DELETE ON link",
    "act_stays_as_kept": "UPDATE ON act",
    "act_is_never_deleted": "DELETE ON act",
    "edit_is_only_added": "UPDATE ON edit",
    "edit_is_never_deleted": "DELETE ON edit",
    "procedure_is_only_added": "UPDATE ON chosen_procedure",
    "procedure_is_never_deleted": "DELETE ON chosen_procedure",
    "step_is_only_added": "UPDATE ON step_taken",
    "step_is_never_deleted": "DELETE ON step_taken",
    "voice_stays_as_heard": "UPDATE OF round_id, number, kind, name, occasion, text, heard ON voice",
    "voice_is_never_deleted": "DELETE ON voice",
    "voice_outcome_is_only_added": "UPDATE ON voice_outcome",
    "voice_outcome_is_never_deleted": "DELETE ON voice_outcome",
    "remark_stays_as_written": "UPDATE ON remark",
    "remark_is_never_deleted": "DELETE ON remark",
    "rejoinder_is_only_added": "UPDATE ON rejoinder",
    "rejoinder_is_never_deleted": "DELETE ON rejoinder",
    "negotiation_is_only_added": "UPDATE ON negotiation",
    "negotiation_is_never_deleted": "DELETE ON negotiation",
    "dispute_is_only_added": "UPDATE ON dispute",
    "dispute_is_never_deleted": "DELETE ON dispute",
    "removal_is_only_added": "UPDATE ON removal",
    "removal_is_never_deleted": "DELETE ON removal",
}
# Bytes stay until a removal says that they went; their hash stays in the chain.
BYTES = {"blob": "sha256", "head": "letter_key"}


def upgrade() -> None:
    """Add the tables and columns, and the triggers that keep what was done and decided."""
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("created", models.types.Moment(length=32), nullable=False),
        sa.Column("left", models.types.Moment(length=32), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", models.types.Moment(length=32), nullable=True),
        sa.CheckConstraint("duty IN ('clerk', 'leader', 'administrator')", name="duty_is_known"),
        sa.CheckConstraint("length(trim(login)) > 0", name="login_is_there"),
        sa.CheckConstraint("length(trim(name)) > 0", name="name_is_there"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("login"),
    )
    op.create_table(
        "sign_in",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("began", models.types.Moment(length=32), nullable=False),
        sa.Column("until", models.types.Moment(length=32), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("ix_sign_in_person_id", "sign_in", ["person_id"], unique=False)
    op.create_table(
        "act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", models.types.Moment(length=32), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.CheckConstraint("length(trim(what)) > 0", name="what_is_there"),
        sa.CheckConstraint("length(trim(who)) > 0", name="who_is_there"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("acts_of_round", "act", ["round_id", "id"], unique=False)
    op.create_index("ix_act_at", "act", ["at"], unique=False)
    op.create_table(
        "answer",
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("saved", models.types.Moment(length=32), nullable=False),
        sa.CheckConstraint("version >= 1", name="version_counts_from_one"),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"]),
        sa.PrimaryKeyConstraint("invitation_id"),
    )
    op.create_table(
        "edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opinion_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("anchor", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("old", sa.String(), nullable=False),
        sa.Column("new", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", models.types.Moment(length=32), nullable=False),
        sa.CheckConstraint("kind IN ('replace', 'new_paragraph', 'delete_paragraph', 'none')", name="kind_is_known"),
        sa.CheckConstraint("ordinal >= 1", name="ordinal_counts_from_one"),
        sa.CheckConstraint('start >= 0 AND "end" >= start', name="edit_has_its_place"),
        sa.CheckConstraint("version >= 1", name="version_counts_from_one"),
        sa.ForeignKeyConstraint(["opinion_id"], ["opinion.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("opinion_id", "version", "ordinal"),
    )
    op.create_index("ix_edit_opinion_id", "edit", ["opinion_id"], unique=False)
    op.create_table(
        "rejoinder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opinion_id", sa.Integer(), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("at", models.types.Moment(length=32), nullable=False),
        sa.CheckConstraint("channel IN ('paper', 'phone', 'fax', 'oa', 'mail', 'web')", name="channel_is_known"),
        sa.CheckConstraint("word <> 'maintained' OR length(trim(why)) > 0", name="why_is_there"),
        sa.CheckConstraint("word IN ('accepted', 'maintained')", name="word_is_known"),
        sa.CheckConstraint("version >= 1", name="version_counts_from_one"),
        sa.ForeignKeyConstraint(["opinion_id"], ["opinion.id"]),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("opinion_id", "version"),
    )
    op.create_index("ix_rejoinder_opinion_id", "rejoinder", ["opinion_id"], unique=False)
    op.create_table(
        "remark",
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", models.types.Moment(length=32), nullable=False),
        sa.CheckConstraint("length(trim(words)) > 0", name="words_is_there"),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"]),
        sa.PrimaryKeyConstraint("outcome_id"),
    )
    op.add_column("invitation", sa.Column("page_hash", sa.String(), nullable=True))
    op.add_column("invitation", sa.Column("page_turn", sa.Integer(), server_default="0", nullable=False))
    op.create_index("page_opens_one", "invitation", ["page_hash"], unique=True)
    op.add_column("opinion", sa.Column("joined", models.types.Moment(length=32), nullable=True))
    op.add_column("unit", sa.Column("retired", models.types.Moment(length=32), nullable=True))
    op.add_column("outcome", sa.Column("by", sa.String(), server_default=sa.text("''"), nullable=False))
    op.create_table(
        "link",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("sm3", sa.String(), nullable=False),
        sa.Column("at", models.types.Moment(length=32), nullable=False),
        sa.CheckConstraint("number >= 1", name="number_counts_from_one"),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("kind", "row"),
    )
    op.create_table(
        "chosen_procedure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", models.types.Moment(length=32), nullable=False),
        sa.CheckConstraint("version >= 1", name="version_counts_from_one"),
        sa.CheckConstraint(
            "procedure IN ('general', 'normative', 'decision', 'regulation', 'standard')", name="procedure_is_known"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("round_id", "version"),
    )
    op.create_index("ix_chosen_procedure_round_id", "chosen_procedure", ["round_id"], unique=False)
    op.create_table(
        "step_taken",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", models.types.Moment(length=32), nullable=False),
        sa.CheckConstraint("version >= 1", name="version_counts_from_one"),
        sa.CheckConstraint("state IN ('open', 'done', 'not_needed')", name="state_is_known"),
        sa.CheckConstraint("length(trim(key)) > 0", name="key_is_there"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("round_id", "key", "version"),
    )
    op.create_index("ix_step_taken_round_id", "step_taken", ["round_id"], unique=False)
    op.create_table(
        "beat",
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("at", models.types.Moment(length=32), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("told", models.types.Moment(length=32), nullable=True),
        sa.PrimaryKeyConstraint("what"),
    )
    op.create_table(
        "head",
        sa.Column("letter_key", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["letter_key"], ["letter.key"]),
        sa.PrimaryKeyConstraint("letter_key"),
    )
    op.execute("INSERT INTO head (letter_key, content) SELECT key, head FROM letter")
    op.drop_column("letter", "head")
    # Alembic would add the reference as a constraint of its own, which SQLite cannot.
    op.execute("ALTER TABLE round ADD COLUMN previous_id INTEGER REFERENCES round (id)")
    op.create_table(
        "voice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("heard", models.types.Moment(length=32), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", models.types.Moment(length=32), nullable=False),
        sa.CheckConstraint("number >= 1", name="number_counts_from_one"),
        sa.CheckConstraint(
            "kind IN ('leader', 'meeting', 'review', 'legal', 'competition', 'expert', 'public')", name="kind_is_known"
        ),
        sa.CheckConstraint("length(trim(name)) > 0", name="name_is_there"),
        sa.CheckConstraint("length(trim(text)) > 0", name="text_is_there"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("round_id", "number"),
    )
    op.create_index("ix_voice_round_id", "voice", ["round_id"], unique=False)
    op.create_table(
        "voice_outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("voice_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("final_text", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", models.types.Moment(length=32), nullable=False),
        sa.CheckConstraint("version >= 1", name="version_counts_from_one"),
        sa.CheckConstraint("stage IN ('proposed', 'approved')", name="stage_is_known"),
        sa.CheckConstraint(
            "verdict IN ('adopted', 'adopted_with_changes', 'partly', 'conditional', 'rejected', 'explained', "
            "'withdrawn', 'pending')",
            name="verdict_is_known",
        ),
        sa.CheckConstraint(
            "verdict NOT IN ('rejected', 'partly', 'explained') OR length(trim(reason)) > 0", name="reason_is_there"
        ),
        sa.CheckConstraint("verdict <> 'conditional' OR length(trim(condition)) > 0", name="condition_is_there"),
        sa.CheckConstraint(
            "verdict <> 'adopted_with_changes' OR length(trim(final_text)) > 0", name="wording_is_there"
        ),
        sa.ForeignKeyConstraint(["voice_id"], ["voice.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("voice_id", "version"),
    )
    op.create_index("ix_voice_outcome_voice_id", "voice_outcome", ["voice_id"], unique=False)
    op.create_table(
        "negotiation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opinion_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("held", models.types.Moment(length=32), nullable=False),
        sa.Column("people", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", models.types.Moment(length=32), nullable=False),
        sa.CheckConstraint("ordinal >= 1", name="ordinal_counts_from_one"),
        sa.CheckConstraint("form IN ('meeting', 'phone', 'letter', 'visit')", name="form_is_known"),
        sa.CheckConstraint("length(trim(people)) > 0", name="people_is_there"),
        sa.CheckConstraint("length(trim(result)) > 0", name="result_is_there"),
        sa.ForeignKeyConstraint(["opinion_id"], ["opinion.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("opinion_id", "ordinal"),
    )
    op.create_index("ix_negotiation_opinion_id", "negotiation", ["opinion_id"], unique=False)
    op.create_table(
        "dispute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opinion_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("theirs", sa.String(), nullable=False),
        sa.Column("ours", sa.String(), nullable=False),
        sa.Column("grounds", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", models.types.Moment(length=32), nullable=False),
        sa.CheckConstraint("version >= 1", name="version_counts_from_one"),
        sa.CheckConstraint("length(trim(question)) > 0", name="question_is_there"),
        sa.CheckConstraint("length(trim(theirs)) > 0", name="theirs_is_there"),
        sa.CheckConstraint("length(trim(ours)) > 0", name="ours_is_there"),
        sa.CheckConstraint("length(trim(grounds)) > 0", name="grounds_is_there"),
        sa.ForeignKeyConstraint(["opinion_id"], ["opinion.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("opinion_id", "version"),
    )
    op.create_index("ix_dispute_opinion_id", "dispute", ["opinion_id"], unique=False)
    op.create_table(
        "removal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("archive", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", models.types.Moment(length=32), nullable=False),
        sa.CheckConstraint("length(trim(by)) > 0", name="by_is_there"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "row"),
    )
    op.create_index("ix_removal_round_id", "removal", ["round_id"], unique=False)
    dialect = op.get_context().dialect.name
    op.execute(f"DROP TRIGGER blob_stays_as_kept{' ON blob' if dialect == 'postgresql' else ''}")
    for table, key in BYTES.items():
        for statement in unless_removed(table, key, dialect):
            op.execute(statement)
    for statement in refusing(STAYS, dialect):
        op.execute(statement)
