"""Claims are found by pairs of terms, since in a large casefile every word may be common; days are counted quickly."""

from collections.abc import Iterator
from itertools import combinations, groupby, islice
from operator import itemgetter

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

PAIRED = 4
BATCH = 5000


def upgrade() -> None:
    """Brings the tables to this form."""
    op.create_index("article_by_day", "article", ["current", "published_on", "claims"], unique=False)
    op.create_table(
        "claim_pair",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("claim", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claim"], ["claim.number"]),
        sa.PrimaryKeyConstraint("key", "claim"),
        sqlite_with_rowid=False,
    )
    table = sa.table("claim_pair", sa.column("key", sa.String), sa.column("claim", sa.Integer))
    rows = _pairs(op.get_bind())
    while batch := list(islice(rows, BATCH)):
        op.bulk_insert(table, batch)


def _pairs(connection: sa.Connection) -> Iterator[dict[str, object]]:
    """Each two of the heaviest terms of each claim."""
    columns = sa.column("claim", sa.Integer), sa.column("key", sa.String), sa.column("weight", sa.Float)
    query = sa.select(*columns).select_from(sa.table("claim_key")).order_by("claim")
    rows = connection.execute(query.execution_options(yield_per=BATCH))
    for claim, terms in groupby(rows, key=itemgetter(0)):
        heaviest = sorted((-weight, key) for _, key, weight in terms)[:PAIRED]
        for first, second in combinations(sorted(key for _, key in heaviest), 2):
            yield {"key": f"{first} {second}", "claim": claim}
