"""How the tables came to today's form, step by step (Alembic)."""
