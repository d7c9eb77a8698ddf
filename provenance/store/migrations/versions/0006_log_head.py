"""The end of the log is kept beside it, so that a log cut short shows."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Brings the tables to this form."""
    op.create_table(
        "log_head",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("one"),
    )
    op.execute(
        "INSERT INTO log_head (one, entries, hash) "
        "SELECT 1, number, hash FROM log WHERE number = (SELECT max(number) FROM log)"
    )
