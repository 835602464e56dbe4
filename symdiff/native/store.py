"""Programs and machine code kept on disk, so that what was made once is there at once in later processes.

A file has a checksum of what is in it; one that is damaged counts as none. Files are written under another
name and then renamed, so that readers see whole ones. When they are more than `BOUND` bytes together, those
that were not used for longest go. The environment variable SYMDIFF_CACHE names the folder, or is "off"; a
folder that others may write to is not used.

>>> import tempfile
>>> with tempfile.TemporaryDirectory() as place:
...     kept = Store(Path(place, "kept"))
...     kept.put("some key", b"machine code")
...     kept.get("some key"), kept.get("another")
(b'machine code', None)
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

BOUND: Final = 64 << 20
"""Bytes that all files may have together."""
_SUFFIX: Final = ".object"
_SUM: Final = 32
"""Bytes of a checksum."""
_PART: Final = 8
"""The part of the room that is left in a folder which a process fills before it looks at the files again."""
_ROOM: Final[dict[tuple[Path, int], float]] = {}
"""Folders with their bounds → the bytes that this process may write there until then."""


class Store:
    """What was made, in the files of one folder, each by a key."""

    def __init__(self, folder: Path, bound: int = BOUND) -> None:
        self.folder = folder
        self.bound = bound

    def get(self, key: str) -> bytes | None:
        """Return what is kept under a key, None where there is nothing, or what there is is damaged."""
        path = self._path(key)
        try:
            if not self._is_ours():
                return None
            data = path.read_bytes()
            found = data[_SUM:]
            if sha256(found).digest() != data[:_SUM]:
                path.unlink()
                return None
            os.utime(path)
        except OSError:
            return None
        return found

    def put(self, key: str, found: bytes) -> None:
        """Keep what was made. Where that cannot be written, nothing happens."""
        if len(found) > self.bound:
            return
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self._is_ours():
                return
            handle, name = tempfile.mkstemp(dir=self.folder)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(sha256(found).digest() + found)
                os.replace(name, self._path(key))
            except OSError:
                os.unlink(name)
                raise
            place = self.folder, self.bound
            _ROOM[place] = _ROOM.get(place, 0.0) - _SUM - len(found)
            if _ROOM[place] < 0:
                _ROOM[place] = self._trim() / _PART

    def _path(self, key: str) -> Path:
        return self.folder / (sha256(key.encode()).hexdigest() + _SUFFIX)

    def _is_ours(self) -> bool:
        """Return whether nobody else can write to the folder: what is in it will be run."""
        if not hasattr(os, "getuid"):
            return True
        known = self.folder.stat()
        return known.st_uid == os.getuid() and not known.st_mode & 0o022

    def _trim(self) -> int:
        """Remove the files that were not used for longest, until the others keep to the bound; return what is
        left of it."""
        found = []
        for entry in os.scandir(self.folder):
            with suppress(FileNotFoundError):  # another process may remove it
                known = entry.stat()
                found.append((known.st_mtime_ns, known.st_size, entry.path))
        total = sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if total <= self.bound:
                break
            with suppress(FileNotFoundError):
                os.unlink(path)
            total -= size
        return max(0, self.bound - total)


def store() -> Store | None:
    """Return the store of this user, None where the environment says "off", or where there is no home."""
    named = os.environ.get("SYMDIFF_CACHE", "")
    if named.lower() in ("off", "0", "no", "false"):
        return None
    if named:
        return Store(Path(named))
    with suppress(RuntimeError):
        return Store(_usual())
    return None


def _usual() -> Path:
    """Return the folder that systems have for such files. Raises RuntimeError where there is no home."""
    if sys.platform == "win32":
        place = os.environ.get("LOCALAPPDATA")
        return Path(place or Path.home() / "AppData" / "Local") / "symdiff" / "code"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "symdiff" / "code"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "symdiff" / "code"


__all__ = ["BOUND", "Store", "store"]
