"""`build`: the page as files that any file server can serve, with Python in the reader's browser.

The files are those of the page, Python itself for browsers, symdiff's own modules, interpreted, and the few
packages that it needs there; what is of others is fetched as `lock.json` says, and held to its hashes.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Final

from symdiff.errors import SymdiffError
from symdiff.parser import tables
from symdiff.web.locked import digest, fetched, locked, unpacked

STATIC: Final = Path(__file__).parent / "static"
_PACKAGE: Final = Path(__file__).parents[1]
POLICY: Final = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; style-src-attr "
    "'unsafe-inline'; font-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
"""What a browser may do here: as on the server, and run WebAssembly."""
_HEAD: Final = '<html lang="en" data-engine="server">\n<head>\n<meta charset="utf-8">'
_WHEN: Final = (1980, 1, 1, 0, 0, 0)
"""The time of all files in the archive, so that the same modules make the same archive."""


def build(folder: Path) -> list[Path]:
    """Write the page without a server into *folder*, and return its files.

    It needs `npm` and `pip`, which fetch 14 MB. Raises SymdiffError where *folder* has something in it
    already, and as `fetched` does.
    """
    if folder.exists() and any(folder.iterdir()):
        raise SymdiffError(f"{folder} is not empty", hint="give a new folder")
    with tempfile.TemporaryDirectory() as place:
        whole = Path(place) / "page"
        shutil.copytree(STATIC, whole)
        index = (whole / "index.html").read_text(encoding="utf-8")
        if _HEAD not in index:
            raise SymdiffError("the page has another head than is known here")
        policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        head = f"{_HEAD.replace('server', 'worker')}\n{policy}"
        (whole / "index.html").write_text(index.replace(_HEAD, head), encoding="utf-8")
        python = whole / "python"
        python.mkdir()
        _fetch(python, Path(place))
        _pack(python / "symdiff.zip")
        shutil.copytree(whole, folder, dirs_exist_ok=True)
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _fetch(python: Path, place: Path) -> None:
    """Put Python for the browser into the folder *python*, the wheels, and a list of these."""
    wheels = []
    for package in locked("browser"):
        archive = fetched(package, place)
        if package.get("wheel"):
            shutil.copy(archive, python)
            wheels.append(archive.name)
            continue
        files = unpacked(archive)
        for path, wanted in package["files"].items():
            if digest(files[path]) != wanted:
                raise SymdiffError(f"{package['name']}: {path} is not the file that is locked")
            (python / path).write_bytes(files[path])
    (python / "wheels.json").write_text(json.dumps(wheels), encoding="utf-8")


def _pack(archive: Path) -> None:
    """Write the modules of symdiff and its grammar into an archive; the page itself is not among them."""
    tables.load()  # which stores them where they were not
    sources = {
        path.relative_to(_PACKAGE.parent).as_posix(): path
        for path in _PACKAGE.rglob("*.py")
        if "static" not in path.parts
    }
    for name in (tables.GRAMMAR, tables.STORED):
        sources[f"symdiff/grammar/{name}"] = Path(tables.folder()) / name
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(sources):
            info = zipfile.ZipInfo(name, _WHEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, sources[name].read_bytes())


__all__ = ["POLICY", "STATIC", "build"]
