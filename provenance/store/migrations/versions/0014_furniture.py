"""Articles know which stretches of their text are no prose, as far as the form of their source shows it."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Brings the tables to this form."""
    op.add_column("article", sa.Column("furniture", sa.JSON(), nullable=False, server_default="[]"))
