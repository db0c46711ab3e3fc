"""The records of remembered notes are kept compressed: they were nearly all of the database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from generator.archive.packed_text import packed, unpacked

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Write each record again, one at a time; what is read of it stays the same."""
    op.add_column("issues", sa.Column("packed", sa.LargeBinary))
    connection = op.get_bind()
    for number in list(connection.scalars(sa.text("SELECT id FROM issues ORDER BY id"))):
        read = sa.text("SELECT record FROM issues WHERE id = :id")
        kept = connection.scalar(read, {"id": number})
        write = sa.text("UPDATE issues SET packed = :packed WHERE id = :id")
        connection.execute(write, {"id": number, "packed": packed(unpacked(kept))})
    with op.batch_alter_table("issues") as table:
        table.drop_column("record")
        table.alter_column(
            "packed", new_column_name="record", existing_type=sa.LargeBinary, nullable=False
        )
