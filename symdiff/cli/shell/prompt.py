"""Lines asked for at a terminal: with a history, completion, and a toolbar that says how a formula is read.

Nothing else imports prompt_toolkit.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, Final

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.styles import Style

from symdiff.cli.shell.completion import candidates, word
from symdiff.cli.shell.session import Session, is_open, reworded
from symdiff.errors import SymdiffError

_LONGEST: Final = 2000
"""Characters of a line up to which it is read while it is typed."""
_STYLE: Final = Style.from_dict({
    "bottom-toolbar": "noreverse fg:ansigray",
    "bottom-toolbar.read": "fg:ansigreen",
    "bottom-toolbar.wrong": "fg:ansired",
    "prompt": "bold",
})  # fmt: skip


def prompted(session: Session, history: str, **terminal: Any) -> PromptSession[str]:
    """Return what asks for lines; *history* is the file of earlier ones. *terminal* are input and output."""
    colours = ColorDepth.DEPTH_1_BIT if os.environ.get("NO_COLOR") else None
    return PromptSession(
        "> ",
        multiline=True,
        prompt_continuation="  ",
        history=_history(history),
        completer=_Words(session),
        complete_while_typing=True,
        auto_suggest=AutoSuggestFromHistory(),
        bottom_toolbar=lambda: toolbar(session, get_app().current_buffer.text),
        key_bindings=_keys(),
        style=_STYLE,
        color_depth=colours,
        **terminal,
    )


def _history(path: str) -> History:
    """Return the history in a file, one that is forgotten where there can be no file."""
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "ab"):
            pass
    except OSError:
        return InMemoryHistory()
    return FileHistory(path)


def toolbar(session: Session, text: str) -> StyleAndTextTuples:
    """Return what stands below a line while it is typed: how it is read, or the first error with a caret."""
    if len(text) > _LONGEST:
        return [("", "")]
    try:
        said = session.heard(text)
    except SymdiffError as error:
        return [("class:bottom-toolbar.wrong", "\n".join(reworded(error).split("\n")[:4]))]
    if not said:
        return [("", "help lists what can be typed; Ctrl-D ends")]
    widest = session.width
    return [("class:bottom-toolbar.read", said if len(said) <= widest else said[: widest - 1] + "…")]


class _Words(Completer):
    """Commands, names and functions; while a word is typed, from its second letter on."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        before = document.text_before_cursor
        begun = word(before)
        if len(begun) < 2 and not complete_event.completion_requested:
            return
        for name, what in candidates(self.session, before):
            yield Completion(name, -len(begun), display_meta=what)


def _keys() -> KeyBindings:
    """Return what Enter does: it ends a line that is whole, and one that is empty at its end. Alt-Enter makes
    a new line in any case."""
    keys = KeyBindings()

    @keys.add("enter")
    def _end(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.complete_state is not None and buffer.complete_state.current_completion is not None:
            buffer.complete_state = None  # the word is taken
        elif is_open(buffer.text) and buffer.document.is_cursor_at_the_end and buffer.text[-1:] != "\n":
            buffer.insert_text("\n")
        else:
            buffer.validate_and_handle()

    @keys.add("escape", "enter")
    def _new(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    return keys


__all__ = ["prompted", "toolbar"]
