"""Runs the migrations inside the caller's transaction: a schema is brought forward whole or not at all."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

HERE = Path(__file__).resolve().parent


def upgrade(connection: Connection) -> None:
    """Bring the schema behind `connection` to the newest revision; a second process waits and finds it done."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(720713)"))
    command.upgrade(configuration(connection), "head")


def configuration(connection: Connection) -> Config:
    """Alembic's configuration, made here so that no ini file has to be found."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    return config
