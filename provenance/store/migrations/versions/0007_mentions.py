"""The mentions that prove a source, beside each hop that it speaks in; of what was read before, none are known."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Brings the tables to this form."""
    op.add_column("hop", sa.Column("mentions", sa.JSON(), nullable=False, server_default="[]"))
