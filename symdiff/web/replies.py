"""Answers to calls that were not done, as the page is told of them; they need nothing of symdiff."""

from __future__ import annotations

from typing import Any, Final

Reply = dict[str, Any]


def fault(kind: str, message: str, hint: str = "") -> Reply:
    """Return the answer to a call that was not done."""
    return {"error": {"code": kind, "message": message, "text": None, "span": None, "hint": hint or None}}


FAULT: Final = fault("fault", "symdiff itself failed here. This is our fault, not yours.")


def late(seconds: float) -> Reply:
    """Return the answer to a call that took longer than so many seconds."""
    return fault(
        "timeout", f"This takes longer than {seconds:g} seconds, so it was stopped.", "Try a shorter formula."
    )


__all__ = ["FAULT", "Reply", "fault", "late"]
