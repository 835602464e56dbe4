"""The C that mypyc writes, where a signal arrives in a product of long numbers.

mypyc takes any error of a product of two ints for a lack of memory, and ends the process. The handler of a
signal is run in the middle of long products, too, and raises an error where a calculation is to be stopped
(`--timeout`). Here the product is made again, and the error is raised as soon as Python goes on.
"""

from __future__ import annotations

PRODUCTS = "int_ops.c"
"""The file of mypyc's own that multiplies long numbers."""
_GUARD = """#include <Python.h>

static int raise_now(void *error)
{
    PyErr_SetObject((PyObject *)Py_TYPE((PyObject *)error), (PyObject *)error);
    Py_DECREF((PyObject *)error);
    return -1;
}

static PyObject *product_despite_signals(PyObject *left, PyObject *right)
{
    PyObject *found;
    while ((found = PyNumber_Multiply(left, right)) == NULL && !PyErr_ExceptionMatches(PyExc_MemoryError)) {
#if PY_VERSION_HEX >= 0x030C0000
        PyObject *error = PyErr_GetRaisedException();
#else
        PyObject *kind, *error, *trace;
        PyErr_Fetch(&kind, &error, &trace);
        PyErr_NormalizeException(&kind, &error, &trace);
        Py_XDECREF(kind);
        Py_XDECREF(trace);
#endif
        if (Py_AddPendingCall(raise_now, error) != 0)
            Py_XDECREF(error); /* enough errors are waiting */
    }
    return found;
}

#define PyNumber_Multiply product_despite_signals
"""


def guarded(code: str) -> str:
    """Return the C of PRODUCTS with products of ints that a signal does not end."""
    return _GUARD + code
