"""Where a casefile lies: tables, migrations and queries. The only room that knows SQL."""
