"""The first schema: every table, index and trigger as plain SQL, one file a database (written by tools/schema.py)."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

FOLDER = Path(__file__).resolve().parent / "0001"


def upgrade() -> None:
    """Make everything."""
    connection = op.get_bind()
    text = (FOLDER / f"{connection.dialect.name}.sql").read_text(encoding="utf-8")
    for statement in text.strip().split("\n;;\n"):
        connection.exec_driver_sql(
            statement.replace("%", "%%") if connection.dialect.name == "postgresql" else statement
        )


def downgrade() -> None:
    """There is nothing before the first schema."""
    raise RuntimeError("Restore a backup instead: the first schema cannot be taken back without all data.")
