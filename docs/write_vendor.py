"""Writes what the page has of other projects into symdiff/web/static/vendor/, as symdiff/web/lock.json says.

    python docs/write_vendor.py            # fetch the locked versions, and check each file
    python docs/write_vendor.py katex 0.19.1   # lock another version, with the hashes of its files

It asks `npm pack`, for wheels `pip download`; a package or a file with another hash than that of the lock is
an error.
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
    known = [package["name"] for part in lock.values() for package in part]
    if name and name not in known:
        sys.exit(f"{name} is not in the lock: {', '.join(known)}")
    with tempfile.TemporaryDirectory() as place:
        for part, package in [(name_of_part, one) for name_of_part in lock for one in lock[name_of_part]]:
            is_new = name == package["name"]
            if is_new:
                package["version"] = version
                package.pop("sha256", None)
            archive = fetched(package, Path(place))
            package["sha256"] = digest(archive.read_bytes())
            if "files" not in package:
                continue
            files = unpacked(archive)
            for path, locked in package["files"].items():
                found = digest(files[path])
                if not is_new and locked != found:
                    sys.exit(f"{package['name']}: {path} is not the file that is locked")
                package["files"][path] = found
                if part == "page":
                    target = VENDOR / package["name"] / path.removeprefix("dist/")
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(files[path])
    LOCK.write_text(json.dumps(lock, indent=1) + "\n", encoding="utf-8")


main(*sys.argv[1:])
