"""Column types the databases lack."""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, String
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine


class Moment(TypeDecorator[datetime]):
    """An aware moment: `timestamptz` on PostgreSQL, ISO 8601 text in UTC with its offset on SQLite, which sorts."""

    impl = String(32)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime] | TypeEngine[str]:
        """The column behind it."""
        return TIMESTAMP(timezone=True) if dialect.name == "postgresql" else dialect.type_descriptor(String(32))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        """Keep the moment in UTC; a naive one is a defect."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.isoformat(timespec="microseconds")

    def process_result_value(self, value: datetime | str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The moment as kept, in UTC."""
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment and moment.astimezone(UTC)


def from_one(column: str) -> CheckConstraint:
    """A check that a column counts 1, 2, 3 and never less."""
    return CheckConstraint(f"{column} >= 1", name=f"{column}_counts_from_one")


def there(column: str) -> CheckConstraint:
    """A check that a column is not blank."""
    return CheckConstraint(f"length(trim({column})) > 0", name=f"{column}_is_there")


def addressed(column: str) -> CheckConstraint:
    """A check that a column holds a mail address, or several."""
    return CheckConstraint(f"{column} LIKE '_%@_%'", name=f"{column}_is_an_address")


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """A check that a column holds one of the words and nothing else."""
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_is_known")


def explained_verdict() -> tuple[CheckConstraint, ...]:
    """Checks that a verdict has what it needs: its reason, its condition or its final wording."""
    return (
        CheckConstraint(
            "verdict NOT IN ('rejected', 'partly', 'explained') OR length(trim(reason)) > 0", name="reason_is_there"
        ),
        CheckConstraint("verdict <> 'conditional' OR length(trim(condition)) > 0", name="condition_is_there"),
        CheckConstraint("verdict <> 'adopted_with_changes' OR length(trim(final_text)) > 0", name="wording_is_there"),
    )
