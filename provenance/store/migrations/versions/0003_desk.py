"""What the desk asks for: leads, single origins and groups, as columns that follow from other rows; and tags."""

from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

LEAD = 3
BATCH = 5000


def upgrade() -> None:
    """Brings the tables to this form."""
    op.add_column("claim", sa.Column("lead", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("claim", sa.Column("single_origin", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("claim", sa.Column("core", sa.Integer(), nullable=True))
    op.add_column("hop", sa.Column("article", sa.Integer(), nullable=False, server_default="0"))
    _fill()
    _index()
    op.create_table(
        "tag",
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("tag", "target"),
    )
    op.create_index("ix_tag_target", "tag", ["target"], unique=False)


def _index() -> None:
    """The indexes that lists are answered from."""
    op.create_index(
        "claim_listed",
        "claim",
        [
            *("current", "kind", "naming", "level", "polarity", "status", "verdict", "article", "confidence"),
            *("corroborating", "conflicting", "origins_low", "origins_high", "likelihood_low", "likelihood_high"),
            *("id", "core"),
        ],
        unique=False,
    )
    pressing = ["current", "single_origin", "verdict", "corroborating", "confidence", "id"]
    op.create_index("claim_pressing", "claim", pressing, unique=False)
    op.create_index("claim_by_core", "claim", ["core", "confidence", "origins_low", "id"], unique=False)
    op.drop_index("ix_hop_source", "hop")
    op.create_index("hop_by_source", "hop", ["source", "article", "label", "kind", "naming", "claim"], unique=False)
    op.create_index("hop_by_claim", "hop", ["claim", "source"], unique=False)
    op.drop_index("link_listed", "link")
    listed = ["current", "relation", "verdict", "score", "id", "a", "b"]
    op.create_index("link_listed", "link", listed, unique=False)


def _fill() -> None:
    """The new columns of the claims that are there."""
    connection = op.get_bind()
    table = _claims()
    claim, before = table.c, table.alias()
    earlier = (
        sa.select(sa.func.count(sa.distinct(before.c.start)))
        .where(before.c.article == claim.article, before.c.start < claim.start)
        .scalar_subquery()
    )
    connection.execute(sa.update(table).values(lead=earlier < LEAD))
    single = (
        (claim.level == "certain")
        & (claim.status == "asserted")
        & (claim.origins_low == 1)
        & claim.superseded.is_(False)
        & (claim.lead.is_(True) | (claim.corroborating > 0))
    )
    connection.execute(sa.update(table).values(single_origin=single))
    hop = sa.table("hop", sa.column("claim", sa.Integer), sa.column("article", sa.Integer))
    holding = sa.select(claim.article).where(claim.number == hop.c.claim).scalar_subquery()
    connection.execute(sa.update(hop).values(article=holding))
    cores = [{"of": number, "core_": core} for number, core in _cores(connection).items()]
    statement = sa.update(table).where(claim.number == sa.bindparam("of")).values(core=sa.bindparam("core_"))
    for start in range(0, len(cores), BATCH):
        connection.execute(statement, cores[start : start + BATCH])


def _cores(connection: sa.Connection) -> dict[int, int]:
    """The core of each grouped claim, by number: the free claim with the most links takes those linked to it."""
    near: defaultdict[int, set[int]] = defaultdict(set)
    link = _links().c
    agreeing = sa.select(link.a, link.b).where(
        link.current.is_(True),
        link.relation == "corroborates",
        sa.or_(link.verdict.is_(None), link.verdict != "reject"),
    )
    for a, b in connection.execute(agreeing):
        near[a].add(b)
        near[b].add(a)
    claim = _claims().c
    ids = dict(connection.execute(sa.select(claim.number, claim.id)).all())
    cores: dict[int, int] = {}
    for core in sorted(near, key=lambda number: (-len(near[number]), ids[number])):
        members = [] if core in cores else [claim for claim in near[core] if claim not in cores]
        if members:
            cores |= dict.fromkeys((core, *members), core)
    return cores


def _claims() -> sa.TableClause:
    return sa.table(
        "claim",
        *(sa.column(name, sa.Integer) for name in ("number", "article", "start")),
        *(sa.column(name, sa.Integer) for name in ("origins_low", "corroborating", "core")),
        *(sa.column(name, sa.String) for name in ("id", "level", "status")),
        *(sa.column(name, sa.Boolean) for name in ("lead", "single_origin", "superseded")),
    )


def _links() -> sa.TableClause:
    return sa.table(
        "link",
        *(sa.column(name, sa.Integer) for name in ("a", "b")),
        *(sa.column(name, sa.String) for name in ("relation", "verdict")),
        sa.column("current", sa.Boolean),
    )
