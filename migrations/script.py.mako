"""${message}.

Revision ${up_revision}, after ${down_revision}. A migration keeps every row: `env.py` refuses one that
loses any. There is no downgrade: the way back is the backup that was made before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
