"""A snapshot as one Parquet object: the chain as columns, all around it beside them.

The chain is most of a snapshot, and as compressed columns it takes a quarter of its bundle's size.
The other parts (the manifest, bars) travel as compressed text in the file's metadata, so that an
object rebuilds its snapshot by itself; its hash is that of the bundle.
"""

from __future__ import annotations

import io
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.errors import SnapshotError, StoreError
from generator.market.bundle import (
    contracts_of_member,
    member_of_contracts,
    sealed_members,
    unsealed,
)

if TYPE_CHECKING:
    from generator.market.snapshot import Snapshot

SUFFIX: Final = ".parquet"
_CONTRACTS: Final = "contracts.csv"
_PREFIX: Final = b"strikedesk:"


def to_object(snapshot: Snapshot) -> tuple[bytes, str]:
    """The object of ``snapshot`` and its hash."""
    import pyarrow as pa  # noqa: PLC0415 - a quarter second to import, for the archive alone
    import pyarrow.parquet as pq  # noqa: PLC0415

    members, digest = sealed_members(snapshot)
    metadata = {
        _PREFIX + name.encode(): zlib.compress(content)
        for name, content in members.items()
        if name != _CONTRACTS
    }
    table = pa.Table.from_pandas(snapshot.contracts, preserve_index=False)
    buffer = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(metadata), buffer, compression="zstd")
    return buffer.getvalue(), digest


def from_object(content: bytes, name: str) -> tuple[Snapshot, str]:
    """The snapshot of an object, its hash proven, and the hash.

    Raises:
        StoreError: The object is damaged or was changed.
    """
    import pyarrow as pa  # noqa: PLC0415 - as above
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        table = pq.read_table(io.BytesIO(content))
        members = {
            key.removeprefix(_PREFIX).decode(): zlib.decompress(value)
            for key, value in (table.schema.metadata or {}).items()
            if key.startswith(_PREFIX)
        }
        frame = table.replace_schema_metadata(None).to_pandas()
        members[_CONTRACTS] = member_of_contracts(contracts_of_member(frame))
        return unsealed(members, Path(name))
    except (pa.ArrowException, zlib.error, OSError, KeyError, ValueError, SnapshotError) as error:
        problem = str(error).strip().partition("\n")[0]
        raise StoreError(f"{name}: is damaged or was changed: {problem}") from error
