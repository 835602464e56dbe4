"""The languages of code, each by its name.

>>> sorted(LANGUAGES)
['c', 'cpp', 'fortran', 'javascript', 'jax', 'julia', 'octave', 'rust', 'torch', 'triton']
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

from symdiff.errors import SymdiffError

LANGUAGES: Final = {
    "c": "c.C", "cpp": "c.Cpp", "rust": "rust.Rust", "fortran": "fortran.Fortran",
    "javascript": "scripts.JavaScript", "julia": "scripts.Julia", "octave": "scripts.Octave",
    "jax": "tensors.Jax", "torch": "tensors.Torch", "triton": "triton.Triton",
}  # fmt: skip
"""Names of languages → where their classes stand in `symdiff.programs`."""


def writer(language: str) -> Any:
    """Return the class that writes a language. Raises SymdiffError where there is none."""
    if language not in LANGUAGES:
        own = (
            f"; a function of Python is written by f.{language}()" if language in ("python", "numpy") else ""
        )
        raise SymdiffError(f"unknown language {language!r}", hint=f"one of {', '.join(LANGUAGES)}{own}")
    module, _, name = LANGUAGES[language].partition(".")
    return getattr(import_module(f"symdiff.programs.{module}"), name)


__all__ = ["LANGUAGES", "writer"]
