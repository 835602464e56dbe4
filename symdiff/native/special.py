"""Functions of SciPy that machine code can call: those of `scipy.special.cython_special` on doubles.

>>> from symdiff.table.functions import code_of
>>> is_special(code_of("digamma", 1)), is_special(code_of("sin", 1))
(True, False)
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any, Final

from symdiff.programs.program import CALL, Program
from symdiff.table.functions import row_of

_OTHERWISE: Final = {"digamma": "psi"}
"""Names of ufuncs whose function on doubles is called otherwise."""


@cache
def _capsules() -> dict[str, Any]:
    """Return the functions of SciPy by name; none where it is missing."""
    try:
        from scipy.special import cython_special
    except ImportError:
        return {}
    found: dict[str, Any] = cython_special.__pyx_capi__
    return found


@cache
def _address(code: int) -> int:
    """Return where the function of *code* lies in memory, 0 where SciPy has none on doubles."""
    row = row_of(code)
    module, _, name = row.numpy.rpartition(".")
    if module != "scipy.special" or row.integers or row.numpy_complex or row.numpy_partly or "[" in name:
        return 0
    wanted = f"double ({'double, ' * len(row.parameters)}int __pyx_skip_dispatch)".encode()
    name_of = ctypes.pythonapi.PyCapsule_GetName
    name_of.restype, name_of.argtypes = ctypes.c_char_p, [ctypes.py_object]
    pointer_of = ctypes.pythonapi.PyCapsule_GetPointer
    pointer_of.restype, pointer_of.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    name = _OTHERWISE.get(name, name)
    for known in (name, f"__pyx_fuse_0{name}", f"__pyx_fuse_1{name}", f"__pyx_fuse_2{name}"):
        capsule = _capsules().get(known)
        if capsule is not None and name_of(capsule) == wanted:
            return int(pointer_of(capsule, wanted))
    return 0


def is_special(code: int) -> bool:
    """Return whether machine code can call the function of *code* in SciPy."""
    return _address(code) != 0


def addresses(program: Program) -> dict[int, tuple[str, int]]:
    """Return the functions of SciPy that *program* calls: code → the name to call it by, and its address."""
    codes = {o.data for o in program.operations if o.kind == CALL and isinstance(o.data, int)}
    found = {}
    for code in sorted(codes):
        address = _address(code)
        if address:
            found[code] = f"symdiff_{row_of(code).name.lower()}_{len(row_of(code).parameters)}", address
    return found


__all__ = ["addresses", "is_special"]
