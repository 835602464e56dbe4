"""Where the corpora of real formulas are: `../shared/corpora`, or the folder $SYMDIFF_CORPORA names."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

FOLDER = Path(os.environ.get("SYMDIFF_CORPORA", Path(__file__).parents[2] / "shared" / "corpora"))


def rows(name: str) -> list[dict[str, Any]]:
    """Return the rows of a corpus; SystemExit with the reason where it is absent."""
    path = FOLDER / f"{name}.jsonl"
    if not path.is_file():
        raise SystemExit(f"{path} is absent; set SYMDIFF_CORPORA to the folder of the corpora")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def feynman() -> list[dict[str, Any]]:
    """Return the 116 formulas of Feynman's lectures."""
    return [row for row in rows("formulas") if row["id"].startswith("feynman:")][:116]
