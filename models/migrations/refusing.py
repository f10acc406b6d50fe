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


def unless_removed(table: str, key: str, dialect: str) -> list[str]:
    """A trigger by which a table's `content` stays, but for what a removal names: that may go, and come back."""
    name = f"{table}_stays_as_kept"
    same = f"NEW.{key} = OLD.{key} AND (length(NEW.content) = 0 OR length(OLD.content) = 0)"
    named = f"EXISTS (SELECT 1 FROM removal WHERE removal.kind = '{table}' AND removal.\"row\" = OLD.{key})"  # noqa: S608
    if dialect != "postgresql":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{name}'); END"
        return [f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN NOT ({same} AND {named}) {refuse}"]
    refuse = "RAISE EXCEPTION '%', TG_NAME USING ERRCODE = 'integrity_constraint_violation';"
    body = f"BEGIN IF {same} AND {named} THEN RETURN NEW; END IF; {refuse} END"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
