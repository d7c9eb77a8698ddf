"""Decisions are ordered by what their writers had seen, not by the clock: where that leaves no last word is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Brings the tables to this form."""
    op.create_table(
        "contradiction",
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("event", "subject"),
    )
    # What several decisions were made on may have been decided by a clock. The casefile looks at it when it is opened.
    op.execute(
        "INSERT INTO contradiction (event, subject, settled) SELECT event, subject, (1 = 0) FROM log "
        "WHERE event IN ('review', 'rating') GROUP BY event, subject HAVING count(*) > 1"
    )
