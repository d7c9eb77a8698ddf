"""What people corrected: marked in the claim's row, with what the program had read beside it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Brings the tables to this form."""
    op.add_column("claim", sa.Column("corrected", sa.JSON(), nullable=True))
    op.create_table(
        "reading",
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("row", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("target"),
    )
