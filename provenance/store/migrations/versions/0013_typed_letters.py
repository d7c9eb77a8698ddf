"""Passages are searched in the letters that people type: "isik" finds "Işık". The index of words is made anew."""

from alembic import op

from provenance.store import dialects

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Brings the index to this form."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        op.execute("DROP TABLE passage_search")
        op.execute("DROP VIEW IF EXISTS passage_typed")
        op.execute("CREATE VIEW passage_typed AS SELECT number, as_typed(CAST(text AS BLOB)) AS text FROM passage")
        op.execute(
            "CREATE VIRTUAL TABLE passage_search USING fts5("
            "text, content='passage_typed', content_rowid='number', tokenize='porter unicode61 remove_diacritics 2')"
        )
    dialects.of(connection).rebuild_words(connection)
