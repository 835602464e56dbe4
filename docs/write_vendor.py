"""Writes what the page uses of other projects into symdiff/web/static/vendor/, as symdiff/web/lock.json says.

    python docs/write_vendor.py            # fetch the locked versions, and check each file
    python docs/write_vendor.py katex 0.19.1   # lock another version, with the hashes of its files

It asks `npm pack` for each package; a package or a file with another hash than that of the lock is an error.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from symdiff.web.locked import LOCK, digest, fetched, unpacked  # noqa: E402

VENDOR = ROOT / "symdiff" / "web" / "static" / "vendor"


def main(name: str = "", version: str = "") -> None:
    lock = json.loads(LOCK.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as place:
        for package in lock["page"]:
            if name == package["name"]:
                package["version"] = version
                package.pop("sha256", None)
            archive = fetched(package, Path(place))
            package["sha256"] = digest(archive.read_bytes())
            files = unpacked(archive)
            wanted = package["files"]
            for path in wanted:
                content = files[path]
                found = digest(content)
                if name != package["name"] and wanted[path] not in ("", found):
                    sys.exit(f"{package['name']}: {path} is not the file that is locked")
                wanted[path] = found
                target = VENDOR / package["name"] / path.removeprefix("dist/")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
    LOCK.write_text(json.dumps(lock, indent=1) + "\n", encoding="utf-8")


main(*sys.argv[1:])
