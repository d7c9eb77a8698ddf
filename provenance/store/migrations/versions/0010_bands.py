"""How sure a link is: shown, or only possible; and the chance that two claims that agree say the same.

All links from before were shown, and of none is the chance known.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Brings the tables to this form."""
    op.add_column("link", sa.Column("agreement", sa.Float(), nullable=True))
    op.add_column("link", sa.Column("band", sa.String(), nullable=False, server_default="shown"))
    op.drop_index("link_listed", "link")
    listed = ["current", "relation", "band", "verdict", "score", "id", "a", "b"]
    op.create_index("link_listed", "link", listed, unique=False)
