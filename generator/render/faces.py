"""The faces of a theme as files that the drawer of pictures can read.

It knows neither woff2 nor the name that the charts' style gives the family, so each face is
unpacked and named once a process, into a folder that goes with the process.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Final

from generator.errors import RenderError

_FAMILY_NAMES: Final = (1, 16)
"""The numbers of a face's names under which a family is looked for."""
_WINDOWS_UNICODE_ENGLISH: Final = (3, 1, 0x409)


@lru_cache(maxsize=8)
def unpacked_faces(family: str, faces: tuple[Path, ...]) -> tuple[str, ...]:
    """The woff2 files ``faces`` as TrueType files whose family is called ``family``.

    Raises:
        RenderError: ``no_fonts``, a face is missing or cannot be read: without one every label of
            a chart would vanish.
    """
    folder = Path(tempfile.mkdtemp(prefix="strikedesk-faces-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return tuple(_unpacked(path, folder / f"{path.stem}.ttf", family) for path in faces)


def _unpacked(source: Path, target: Path, family: str) -> str:
    from fontTools.ttLib import TTFont, TTLibError  # noqa: PLC0415 - only where pictures are made

    try:
        with TTFont(source, recalcTimestamp=False, recalcBBoxes=False) as face:
            face.flavor = None
            for number in _FAMILY_NAMES:
                face["name"].setName(family, number, *_WINDOWS_UNICODE_ENGLISH)
            face.save(target)
    except (OSError, TTLibError, KeyError) as error:
        problem = f"{source}: the face of the charts cannot be read: {error}; install it again"
        raise RenderError("no_fonts", problem) from error
    return str(target)
