"""Articles know when they were last modified, as far as they say so."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Brings the tables to this form."""
    op.add_column("article", sa.Column("modified_on", sa.Date(), nullable=True))
