"""What the process that makes PDFs gives up before it reads its first page.

Each guard holds by itself, so that a page which gets past one meets the next; one that this system
does not have is left out, and `strikedesk doctor` says which hold. A jail cannot be left: the
worker enters it once and ends in it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.render import landlock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

GUARDS: Final = (
    "memory",
    "time",
    "file size",
    "open files",
    "core dumps",
    "network",
    "files",
    "programs",
    "tcp",
    "signals",
)
"""Every guard that some system has: what is limited or given up."""

_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
_FILE_BYTES: Final = 32 * 1024 * 1024
"""A face of a page is unpacked into a file; no file may be greater."""
_OPEN_FILES: Final = 256
_LIBRARIES: Final = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share",
    "/usr/local/share",
    "/etc/fonts",
    "/etc/ld.so.cache",
)
_NEEDED: Final = frozenset(
    {
        "HOME", "PATH", "SOURCE_DATE_EPOCH", "SYSTEMROOT",
        "PYTHONHASHSEED", "PYTHONHOME", "PYTHONPATH",
        "FONTCONFIG_FILE", "FONTCONFIG_PATH", "FONTCONFIG_SYSROOT",
        "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_DATA_DIRS",
        "DYLD_FALLBACK_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LD_LIBRARY_PATH",
        "WEASYPRINT_DLL_DIRECTORIES",
    }
)  # fmt: skip


def reduced_environment(environment: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The variables by which Python, the libraries and the fonts are found, and no others.

    Passwords and keys stay with the parent: a process can read its own variables from ``/proc``.

    Args:
        environment: The parent's.
        folder: Where the process may write temporary files.
    """
    kept = {name: value for name, value in environment.items() if name in _NEEDED}
    return kept | {"TMPDIR": str(folder)}


def enter_jail(memory_bytes: int) -> tuple[str, ...]:
    """Give up what a page could misuse; call it after everything has been imported.

    Args:
        memory_bytes: Address space that the process may use from now on.

    Returns:
        Those of `GUARDS` that hold, in their order.
    """
    fonts = tuple(_font_paths())
    held = {*_limits(memory_bytes), *_left_network()}
    readable = (*_code_folders(), *map(Path, _LIBRARIES), *fonts)
    held |= {*landlock.restrict(readable, [Path(tempfile.gettempdir())])}
    return tuple(guard for guard in GUARDS if guard in held)


def limit_time(seconds: float) -> None:
    """Let the process compute for ``seconds`` more, then end: also where its parent is gone."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not on every system

        usage = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(usage.ru_utime + usage.ru_stime + seconds) + 2
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        if hard == resource.RLIM_INFINITY or soft < hard:
            resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _limits(memory_bytes: int) -> Iterator[str]:
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on every system

    yield "time"
    wanted = {
        "file size": (resource.RLIMIT_FSIZE, _FILE_BYTES),
        "open files": (resource.RLIMIT_NOFILE, _OPEN_FILES),
        "core dumps": (resource.RLIMIT_CORE, 0),
    }
    if sys.platform == "linux":
        wanted["memory"] = (resource.RLIMIT_AS, memory_bytes)
    for name, (kind, most) in wanted.items():
        # A limit that is lower already stays as it is.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))
            yield name


def _left_network() -> Iterator[str]:
    """Enter an empty network namespace, in a user namespace where that takes no privilege."""
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None, use_errno=True)
        if 0 in map(library.unshare, (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET)):
            yield "network"


def _code_folders() -> Iterator[Path]:
    """Where Python and the modules that are loaded lie: some load others when they are needed."""
    for name in ("stdlib", "platstdlib", "purelib", "platlib"):
        yield Path(sysconfig.get_path(name))
    files = {getattr(module, "__file__", None) for module in tuple(sys.modules.values())}
    yield from {Path(file).parent for file in files if file}


def _font_paths() -> Iterator[Path]:
    """Folders of fonts, Fontconfig's files and its caches; what it caches is written by this."""
    if sys.platform != "linux":
        return
    try:
        library = ctypes.CDLL("libfontconfig.so.1")
    except OSError:
        return
    library.FcStrListNext.restype = ctypes.c_char_p
    for name in ("FcConfigGetFontDirs", "FcConfigGetConfigFiles", "FcConfigGetCacheDirs"):
        function = getattr(library, name)
        function.restype = ctypes.c_void_p
        found = ctypes.c_void_p(function(None))
        while path := library.FcStrListNext(found):
            yield Path(os.fsdecode(path))
