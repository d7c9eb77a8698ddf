"""Which version of the program read an article; of those that are there nobody knows."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Brings the tables to this form."""
    op.add_column("article", sa.Column("read_by", sa.String(), nullable=True))
    op.create_index("article_read_by", "article", ["current", "read_by"], unique=False)
