"""Files of other projects that the page is made of: their versions and hashes, in `lock.json`.

"page" lists what is in the package already, in `static/vendor`; "browser" what a page without a server needs
besides. Each entry has the name of a package, its version, its licence and the SHA-256 of its archive.

>>> [package["name"] for package in locked("page")]
['katex', 'mathlive']
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any, Final

from symdiff.errors import SymdiffError

LOCK: Final = Path(__file__).parent / "lock.json"
PLATFORM: Final = ("--platform", "pyemscripten_2026_0_wasm32", "--python-version", "3.14")
"""For what pip fetches wheels: the Python that runs in the browser."""


def locked(part: str) -> list[dict[str, Any]]:
    """Return the packages of a part of the lock."""
    found: list[dict[str, Any]] = json.loads(LOCK.read_text(encoding="utf-8"))[part]
    return found


def digest(content: bytes) -> str:
    """Return the SHA-256 of *content* as text."""
    return hashlib.sha256(content).hexdigest()


def fetched(package: dict[str, Any], place: Path) -> Path:
    """Return the archive of a package, fetched into the folder *place* by npm, or by pip where the package is
    a wheel. Raises SymdiffError where that fails, and where the archive has another hash than is locked."""
    name, version = str(package["name"]), str(package["version"])
    own = place / name
    own.mkdir(parents=True, exist_ok=True)
    if package.get("wheel"):
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:",
                   *PLATFORM, "-d", ".", f"{name}=={version}"]  # fmt: skip
    else:
        command = ["npm", "pack", "--silent", f"{name}@{version}"]
    try:
        subprocess.run(command, cwd=own, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        raise SymdiffError(f"{command[0]} is needed to fetch {name}", hint="install Node.js") from None
    except subprocess.CalledProcessError as error:
        last = (error.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise SymdiffError(f"{name} {version} could not be fetched: {last}") from None
    [archive] = own.iterdir()
    if package.get("sha256", digest(archive.read_bytes())) != digest(archive.read_bytes()):
        raise SymdiffError(f"{name} {version} is not what is locked: another hash")
    return archive


def unpacked(archive: Path) -> dict[str, bytes]:
    """Return the files of an archive of npm by their paths in the package."""
    with tarfile.open(archive) as files:
        members = [member for member in files.getmembers() if member.isfile()]
        opened = [(member.name.partition("/")[2], files.extractfile(member)) for member in members]
        return {name: one.read() for name, one in opened if one is not None}


__all__ = ["LOCK", "digest", "fetched", "locked", "unpacked"]
