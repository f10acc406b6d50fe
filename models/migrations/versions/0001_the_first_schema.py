"""The first schema."""

import sqlalchemy as sa
from alembic import op

import models.types
from models.migrations.refusing import refusing

revision = "0001"
down_revision = None


# What must never happen to what was received, sent and decided.
STAYS = {
    "blob_stays_as_kept": "UPDATE ON blob",
    "reply_is_never_deleted": "DELETE ON reply",
    "opinion_stays_as_received": "UPDATE OF round_id, reply_id, number, text, place, original, proposal, grounds ON opinion",
    "opinion_is_never_deleted": "DELETE ON opinion",
    "outcome_is_only_added": "UPDATE ON outcome",
    "outcome_is_never_deleted": "DELETE ON outcome",
}
REFUSAL = (
    "CREATE FUNCTION keep_as_it_was() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '%', TG_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$"
)


def keep_as_it_was(dialect: str) -> list[str]:
    """The statements that make a database refuse what must not happen."""
    return [*([REFUSAL] if dialect == "postgresql" else []), *refusing(STAYS, dialect)]


def upgrade() -> None:
    """Create every table, and the triggers that keep what was received and decided as it was."""
    op.create_table(
        "blob",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name="sha256_is_whole"),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(trim(name)) > 0", name="name_is_there"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_index("ix_unit_category", "unit", ["category"], unique=False)
    op.create_index("ix_unit_position", "unit", ["position"], unique=False)

    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.CheckConstraint("email LIKE '_%@_%'", name="email_is_an_address"),
        sa.CheckConstraint("role IN ('to', 'cc', 'escalation')", name="role_is_known"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("unit_id", "role", "email"),
    )
    op.create_index("ix_contact_unit_id", "contact", ["unit_id"], unique=False)

    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("draft_name", sa.String(), nullable=False),
        sa.Column("draft_sha256", sa.String(), nullable=False),
        sa.Column("due", models.types.Moment(length=32), nullable=False),
        sa.Column("opened", models.types.Moment(length=32), nullable=False),
        sa.Column("closed", models.types.Moment(length=32), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("silence", sa.String(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.CheckConstraint("(state = 'open') = (closed IS NULL)", name="closed_has_its_moment"),
        sa.CheckConstraint("length(trim(title)) > 0", name="title_is_there"),
        sa.CheckConstraint("silence IN ('no_reply', 'deemed_no_comment')", name="silence_is_known"),
        sa.CheckConstraint("state IN ('open', 'closed', 'cancelled')", name="state_is_known"),
        sa.ForeignKeyConstraint(["draft_sha256"], ["blob.sha256"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_index("ix_round_state", "round", ["state"], unique=False)
    op.create_index(
        "round_goes_out_once",
        "round",
        ["title", "draft_sha256"],
        unique=True,
        sqlite_where=sa.text("state <> 'cancelled'"),
        postgresql_where=sa.text("state <> 'cancelled'"),
    )

    op.create_table(
        "unit_name",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("spelling", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(trim(key)) > 0", name="key_is_there"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_unit_name_unit_id", "unit_name", ["unit_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("due", models.types.Moment(length=32), nullable=False),
        sa.Column("begun", models.types.Moment(length=32), nullable=True),
        sa.Column("withdrawn", models.types.Moment(length=32), nullable=True),
        sa.CheckConstraint("number >= 1", name="number_counts_from_one"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("id", "round_id", name="invitation_round"),
        sa.UniqueConstraint("round_id", "number"),
        sa.UniqueConstraint("round_id", "unit_id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("ix_invitation_round_id", "invitation", ["round_id"], unique=False)
    op.create_index("ix_invitation_unit_id", "invitation", ["unit_id"], unique=False)

    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("old_due", models.types.Moment(length=32), nullable=False),
        sa.Column("new_due", models.types.Moment(length=32), nullable=False),
        sa.Column("at", models.types.Moment(length=32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_extension_invitation_id", "extension", ["invitation_id"], unique=False)

    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("recipients", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("tail_sha256", sa.String(), nullable=False),
        sa.Column("written", models.types.Moment(length=32), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", models.types.Moment(length=32), nullable=True),
        sa.Column("put_off", models.types.Moment(length=32), nullable=True),
        sa.Column("worker", sa.String(), nullable=True),
        sa.Column("claimed", models.types.Moment(length=32), nullable=True),
        sa.Column("sent", models.types.Moment(length=32), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("fault", sa.String(), nullable=True),
        sa.Column("bounced", models.types.Moment(length=32), nullable=True),
        sa.CheckConstraint(
            "kind IN ('invitation', 'reminder', 'escalation', 'receipt', 'result', 'summary')", name="kind_is_known"
        ),
        sa.CheckConstraint("state <> 'retry' OR next_at IS NOT NULL", name="retry_has_its_moment"),
        sa.CheckConstraint("state <> 'sending' OR worker IS NOT NULL", name="sending_has_its_worker"),
        sa.CheckConstraint("state <> 'sent' OR sent IS NOT NULL", name="sent_has_its_moment"),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'retry', 'failed', 'uncertain', 'cancelled')", name="state_is_known"
        ),
        sa.CheckConstraint("fault IN ('address', 'content', 'patience')", name="fault_is_known"),
        sa.CheckConstraint("fault IS NULL OR state = 'failed'", name="fault_of_a_failure"),
        sa.CheckConstraint("turn >= 1", name="turn_counts_from_one"),
        sa.CheckConstraint("bounced IS NULL OR state = 'sent'", name="bounced_was_sent"),
        sa.CheckConstraint("recipients LIKE '_%@_%'", name="recipients_is_an_address"),
        sa.ForeignKeyConstraint(
            ["invitation_id", "round_id"], ["invitation.id", "invitation.round_id"], name="letter_of_its_round"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.ForeignKeyConstraint(["tail_sha256"], ["blob.sha256"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sa.UniqueConstraint("message_id"),
    )
    op.create_index("ix_letter_invitation_id", "letter", ["invitation_id"], unique=False)
    op.create_index("ix_letter_round_id", "letter", ["round_id"], unique=False)
    op.create_index("outbox", "letter", ["state", "next_at", "id"], unique=False)

    op.create_table(
        "trouble",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("since", models.types.Moment(length=32), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", models.types.Moment(length=32), nullable=False),
        sa.Column("told", models.types.Moment(length=32), nullable=True),
        sa.CheckConstraint("tries >= 1", name="tries_counts_from_one"),
        sa.PrimaryKeyConstraint("account"),
    )
    op.create_table(
        "hold",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("since", models.types.Moment(length=32), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("told", models.types.Moment(length=32), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.PrimaryKeyConstraint("round_id"),
    )

    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("arrived", models.types.Moment(length=32), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("identifier", sa.String(), nullable=False),
        sa.Column("body_sha256", sa.String(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('reply', 'bounce', 'auto_reply', 'receipt', 'forward', 'own', 'unknown')", name="kind_is_known"
        ),
        sa.CheckConstraint(
            "state IN ('new', 'filed', 'unsure', 'noted', 'quarantined', 'discarded')", name="state_is_known"
        ),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"]),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sha256"),
    )
    op.create_index("ix_message_identifier", "message", ["identifier"], unique=False)
    op.create_index("ix_message_invitation_id", "message", ["invitation_id"], unique=False)
    op.create_index("ix_message_state", "message", ["state"], unique=False)

    op.create_table(
        "mailbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("validity", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "sighting",
        sa.Column("mailbox_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailbox.id"]),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"]),
        sa.PrimaryKeyConstraint("mailbox_id", "name"),
    )
    op.create_index("ix_sighting_message_id", "sighting", ["message_id"], unique=False)
    op.create_index("to_tell", "sighting", ["mailbox_id", "told"], unique=False)

    op.create_table(
        "reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stance", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("formality", sa.String(), nullable=False),
        sa.Column("received", models.types.Moment(length=32), nullable=False),
        sa.Column("recorded", models.types.Moment(length=32), nullable=False),
        sa.Column("withdrawn", models.types.Moment(length=32), nullable=True),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("form_sha256", sa.String(), nullable=True),
        sa.Column("scan_sha256", sa.String(), nullable=True),
        sa.CheckConstraint("version >= 1", name="version_counts_from_one"),
        sa.CheckConstraint("channel IN ('paper', 'phone', 'fax', 'oa', 'mail', 'web')", name="channel_is_known"),
        sa.CheckConstraint("formality IN ('sealed', 'signed', 'unsealed', 'oral')", name="formality_is_known"),
        sa.CheckConstraint("stance IN ('opinions', 'no_comment')", name="stance_is_known"),
        sa.ForeignKeyConstraint(["form_sha256"], ["blob.sha256"]),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"]),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"]),
        sa.ForeignKeyConstraint(["scan_sha256"], ["blob.sha256"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("id", "stance", name="reply_stance"),
        sa.UniqueConstraint("invitation_id", "version"),
    )
    op.create_index("ix_reply_invitation_id", "reply", ["invitation_id"], unique=False)

    op.create_table(
        "opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("stance", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("original", sa.String(), nullable=False),
        sa.Column("proposal", sa.String(), nullable=False),
        sa.Column("grounds", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.CheckConstraint("stance = 'opinions'", name="stance_is_opinions"),
        sa.CheckConstraint("length(trim(text)) > 0", name="text_is_there"),
        sa.CheckConstraint("number >= 1", name="number_counts_from_one"),
        sa.ForeignKeyConstraint(
            ["parent_id", "round_id"], ["opinion.id", "opinion.round_id"], name="leaf_of_its_round"
        ),
        sa.ForeignKeyConstraint(
            ["reply_id", "stance"], ["reply.id", "reply.stance"], name="opinion_of_an_opinion_reply"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("id", "round_id", name="opinion_round"),
        sa.UniqueConstraint("round_id", "number"),
    )
    op.create_index("ix_opinion_reply_id", "opinion", ["reply_id"], unique=False)
    op.create_index("ix_opinion_round_id", "opinion", ["round_id"], unique=False)

    op.create_table(
        "outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opinion_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("final_text", sa.String(), nullable=False),
        sa.Column("at", models.types.Moment(length=32), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("version >= 1", name="version_counts_from_one"),
        sa.CheckConstraint("stage IN ('proposed', 'approved')", name="stage_is_known"),
        sa.CheckConstraint(
            "verdict <> 'adopted_with_changes' OR length(trim(final_text)) > 0", name="wording_is_there"
        ),
        sa.CheckConstraint("verdict <> 'conditional' OR length(trim(condition)) > 0", name="condition_is_there"),
        sa.CheckConstraint(
            "verdict IN ('adopted', 'adopted_with_changes', 'partly', 'conditional', 'rejected', 'explained', 'withdrawn', 'pending')",
            name="verdict_is_known",
        ),
        sa.CheckConstraint(
            "verdict NOT IN ('rejected', 'partly', 'explained') OR length(trim(reason)) > 0", name="reason_is_there"
        ),
        sa.ForeignKeyConstraint(["opinion_id"], ["opinion.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("opinion_id", "version"),
    )
    op.create_index("ix_outcome_opinion_id", "outcome", ["opinion_id"], unique=False)
    for statement in keep_as_it_was(op.get_context().dialect.name):
        op.execute(statement)
