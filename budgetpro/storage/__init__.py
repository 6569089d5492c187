"""The only room that knows SQL, SQLModel and alembic."""
