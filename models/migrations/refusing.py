"""Triggers by which a database itself refuses what must never happen to a record."""

from collections.abc import Mapping


def refusing(stays: Mapping[str, str], dialect: str) -> list[str]:
    """Triggers by name with what each refuses (`UPDATE ON blob`); revision 0001 made the function they call."""
    if dialect == "postgresql":
        refuse = "FOR EACH ROW EXECUTE FUNCTION keep_as_it_was()"
        return [f"CREATE TRIGGER {name} BEFORE {what} {refuse}" for name, what in stays.items()]
    return [
        f"CREATE TRIGGER {name} BEFORE {what} BEGIN SELECT RAISE(ABORT, '{name}'); END" for name, what in stays.items()
    ]
