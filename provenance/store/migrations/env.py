"""What Alembic runs: the steps, on the connection and in the transaction that the store hands over."""

from alembic import context

from provenance.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
