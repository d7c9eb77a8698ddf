"""The first form: articles, passages, claims, hops, links, keys, and the log."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Brings the tables to this form."""
    _tables()
    {"sqlite": _sqlite, "postgresql": _postgresql}[op.get_bind().dialect.name]()


def _sqlite() -> None:
    """Full text over passages, whose text stays where it is; and a log that cannot be changed."""
    op.execute(
        "CREATE VIRTUAL TABLE passage_search USING fts5("
        "text, content='passage', content_rowid='number', tokenize='porter unicode61 remove_diacritics 2')"
    )
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER log_no_{change.lower()} BEFORE {change} ON log "
            "BEGIN SELECT RAISE(ABORT, 'the log is only ever appended to'); END"
        )


def _postgresql() -> None:
    """The same: words with their places, how many there are in all, and a log that cannot be changed."""
    op.create_table(
        "passage_search",
        sa.Column("number", sa.Integer(), sa.ForeignKey("passage.number"), primary_key=True, autoincrement=False),
        sa.Column("words", TSVECTOR(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
    )
    op.create_index("passage_search_words", "passage_search", ["words"], postgresql_using="gin")
    total = op.create_table(
        "passage_search_total",
        sa.Column("passages", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.BigInteger(), nullable=False),
    )
    op.bulk_insert(total, [{"passages": 0, "words": 0}])
    op.execute(
        "CREATE FUNCTION refuse_change_of_log() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE 'the log is only ever appended to' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER log_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON log "
        "EXECUTE FUNCTION refuse_change_of_log()"
    )


def _tables() -> None:
    op.create_table(
        "log",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("log_subject", "log", ["event", "subject", "number"], unique=False)
    op.create_table(
        "original",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "article",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("outlet", sa.String(), nullable=True),
        sa.Column("outlet_key", sa.String(), nullable=True),
        sa.Column("byline", sa.String(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("path", sa.String(), nullable=True),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("ingested_at", sa.String(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sha256"],
            ["original.sha256"],
        ),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("article_listed", "article", ["current", "number"], unique=False)
    op.create_index("article_outlet", "article", ["outlet_key"], unique=False)
    op.create_index("ix_article_published_on", "article", ["published_on"], unique=False)
    op.create_table(
        "article_key",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("article", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article"],
            ["article.number"],
        ),
        sa.PrimaryKeyConstraint("key", "article"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "location",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("article", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article"],
            ["article.number"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_location_article", "location", ["article"], unique=False)
    op.create_table(
        "passage",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("article", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article"],
            ["article.number"],
        ),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_passage_article", "passage", ["article"], unique=False)
    op.create_table(
        "claim",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("article", sa.Integer(), nullable=False),
        sa.Column("passage", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("content_text", sa.Text(), nullable=False),
        sa.Column("quotation", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("naming", sa.String(), nullable=True),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("polarity", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("cues", sa.JSON(), nullable=False),
        sa.Column("hedges", sa.JSON(), nullable=False),
        sa.Column("likelihood_low", sa.Float(), nullable=True),
        sa.Column("likelihood_high", sa.Float(), nullable=True),
        sa.Column("likelihood_scale", sa.String(), nullable=True),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.Column("corroborating", sa.Integer(), nullable=False),
        sa.Column("conflicting", sa.Integer(), nullable=False),
        sa.Column("origins_low", sa.Integer(), nullable=False),
        sa.Column("origins_high", sa.Integer(), nullable=False),
        sa.Column("merges", sa.JSON(), nullable=False),
        sa.Column("support", sa.Float(), nullable=False),
        sa.Column("opposing_origins", sa.Integer(), nullable=False),
        sa.Column("opposition", sa.Float(), nullable=False),
        sa.Column("superseded", sa.Boolean(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article"],
            ["article.number"],
        ),
        sa.ForeignKeyConstraint(
            ["passage"],
            ["passage.number"],
        ),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("claim_by_article", "claim", ["article", "start", "ordinal"], unique=False)
    op.create_index("claim_by_confidence", "claim", ["current", "confidence", "id"], unique=False)
    op.create_index("ix_claim_passage", "claim", ["passage"], unique=False)
    op.create_table(
        "claim_key",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("claim", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim"],
            ["claim.number"],
        ),
        sa.PrimaryKeyConstraint("key", "claim"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "hop",
        sa.Column("claim", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("naming", sa.String(), nullable=False),
        sa.Column("cue", sa.String(), nullable=True),
        sa.Column("cue_start", sa.Integer(), nullable=True),
        sa.Column("cue_end", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["claim"],
            ["claim.number"],
        ),
        sa.PrimaryKeyConstraint("claim", "position"),
    )
    op.create_index("ix_hop_source", "hop", ["source"], unique=False)
    op.create_table(
        "link",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("a", sa.Integer(), nullable=False),
        sa.Column("b", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["a"],
            ["claim.number"],
        ),
        sa.ForeignKeyConstraint(
            ["b"],
            ["claim.number"],
        ),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("ix_link_a", "link", ["a"], unique=False)
    op.create_index("ix_link_b", "link", ["b"], unique=False)
    op.create_index("link_listed", "link", ["current", "relation", "score"], unique=False)
