"""The C that mypyc writes, where it makes a class of a NamedTuple.

It asks `typing` for the metaclass, whatever the source has imported, and that takes ten times as long as the
one of `symdiff.records`, which makes the same of it. A short command makes fifty such classes.
"""

from __future__ import annotations

import re

_ASKED = re.compile(
    r"(cpy_r_r\d+) = CPyStatics\[\d+\]; /\* 'NamedTupleMeta' \*/\n"
    r"(\s*cpy_r_r\d+) = CPyObject_GetAttr\(cpy_r_r\d+, \1\);"
)
_MAKER = """#ifndef RECORDS_ARE_MADE
#define RECORDS_ARE_MADE
#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *maker_of_records(void)
{
    PyObject *module = PyImport_ImportModule("symdiff.records"), *found;
    if (module == NULL)
        return NULL;
    found = PyObject_GetAttrString(module, "Maker");
    Py_DECREF(module);
    return found;
}
#endif

"""


def quickly(code: str) -> str:
    """Return the C *code* of modules with the metaclass of `symdiff.records`, where there is a NamedTuple."""
    code, count = _ASKED.subn(r"\2 = maker_of_records();", code)
    return _MAKER + code if count else code
