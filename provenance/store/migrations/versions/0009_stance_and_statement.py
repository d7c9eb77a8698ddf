"""Where the source of a claim stands to it, and the claim as a sentence of its own.

Of what was read before, the stance follows from how it is put, and the statement is the sentence (nothing is stored).
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Brings the tables to this form."""
    op.add_column("claim", sa.Column("stance", sa.String(), nullable=False, server_default="asserts"))
    op.add_column("claim", sa.Column("statement", sa.JSON(), nullable=True))
    claim = sa.table("claim", *(sa.column(name, sa.String) for name in ("stance", "level", "polarity", "status")))
    withheld = (claim.c.level == "unknown") | (claim.c.status == "question")
    denied = claim.c.polarity == "denied"
    told = sa.case((withheld, "withholds"), else_="denies")
    op.execute(sa.update(claim).values(stance=told).where(withheld | denied))
    op.drop_index("claim_listed", "claim")
    op.create_index(
        "claim_listed",
        "claim",
        [
            *("current", "kind", "naming", "level", "polarity", "status", "stance", "verdict", "article"),
            *("confidence", "corroborating", "conflicting", "origins_low", "origins_high"),
            *("likelihood_low", "likelihood_high", "id", "core"),
        ],
        unique=False,
    )
