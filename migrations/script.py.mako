"""${message}.

Revision ${up_revision}, after ${down_revision}. A migration keeps every row: `env.py` refuses one that
loses any. There is no downgrade: the way back is the backup that was made before. A table that
is rebuilt for SQLite (batch mode) keeps WITHOUT ROWID, its checks and its index of expressions
only where the migration names them again; tests/storage/test_schema.py notices.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
