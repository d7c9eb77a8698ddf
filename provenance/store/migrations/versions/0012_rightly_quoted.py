"""Accepting a claim says that it is rightly quoted, and weighs so much: before, it made a claim nearly certain."""

import math

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

BEFORE, NOW = 4.0, 0.5
"""What an acceptance added to the log-odds."""


def upgrade() -> None:
    """Brings the rows to this form."""
    connection = op.get_bind()
    claim = sa.table("claim", sa.column("number"), sa.column("verdict"), sa.column("confidence"))
    accepted = sa.select(claim.c.number, claim.c.confidence).where(claim.c.verdict == "accept")
    for number, confidence in connection.execute(accepted).all():
        odds = confidence / (1.0 - confidence) * math.exp(NOW - BEFORE) if confidence < 1.0 else math.inf
        now = 1.0 if odds == math.inf else odds / (1.0 + odds)
        connection.execute(sa.update(claim).where(claim.c.number == number).values(confidence=now))
