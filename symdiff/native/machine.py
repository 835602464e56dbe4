"""Machine code from LLVM's assembly, kept in memory as long as somebody holds it.

Needs llvmlite (the extra `native`). Raises Missing where it is not installed, or where the system refuses
memory that can be run.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from typing import Any, Final

from symdiff.native.emit import Source
from symdiff.native.finished import made_by
from symdiff.native.kernels import alone
from symdiff.native.outlined import symbol_of
from symdiff.native.store import Store
from symdiff.native.tail import HELPERS, helpers

QUICK: Final = 0
"""The level of code that is made soon."""
GOOD: Final = 1
"""The level of code that takes twice as long to be made, and a third less to be run."""


class Missing(Exception):
    """No machine code can be made here; the text says why."""


@cache
def llvm() -> Any:
    """Return llvmlite, ready for this machine. Raises Missing."""
    try:
        from llvmlite import binding
    except ImportError:
        raise Missing("llvmlite is not installed (pip install symdiff-engine[native])") from None
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    with suppress(RuntimeError):  # elsewhere its functions are part of what is loaded
        binding.load_library_permanently("libm.so.6")
    return binding


@cache
def processor() -> tuple[str, str, int]:
    """Return the name of this processor, its features, and how many doubles it computes at once."""
    binding = llvm()
    features = binding.get_host_cpu_features()
    width = 8 if features.get("avx512f") else 4 if features.get("avx2") else 2
    return binding.get_host_cpu_name(), features.flatten(), width


def attributes() -> str:
    """Return the attributes of functions for this processor."""
    width = processor()[2]
    size = width * 64
    return f'attributes #0 = {{ nounwind "prefer-vector-width"="{size}" "min-legal-vector-width"="{size}" }}'


class Code:
    """The machine code of one module; it is there as long as this object is."""

    def __init__(
        self,
        name: str,
        source: Callable[[], Source],
        level: int,
        special: Iterable[tuple[str, int]] = (),
        kept: Store | None = None,
        shared: int = GOOD,
    ) -> None:
        """What *source* says is made, unless it is in *kept* by a *name* that tells it from all others, of
        this *level* or a better one; it is put there. Kernels that it calls are of the level *shared* at
        least."""
        binding = llvm()
        for symbol, address in special:
            binding.add_symbol(symbol, address)
        data = None
        for each in range(GOOD, level - 1, -1) if kept is not None else ():
            data = kept.get(_key(name, each)) if kept is not None else None
            if data is not None:
                level = each
                break
        if data is None:
            written = source()
            told = f"{written.slots} {' '.join(written.kernels)}\n"
            data = told.encode() + _compiled(written.text, level)
            if kept is not None:
                kept.put(_key(name, level), data)
        self.level = level
        """That of the code that was found or made."""
        head, _, machine_code = data.partition(b"\n")  # the head says what it takes to run it
        slots, *kernels = head.decode().split()
        self.slots = int(slots)
        """Doubles of memory of its own that the function needs."""
        for kernel in kernels:
            _share(kernel, kept, shared)
        try:
            # the engine compiles nothing but an empty module, which is soon done at the lowest level
            self._engine = binding.create_mcjit_compiler(binding.parse_assembly(""), _target(QUICK))
            self._engine.add_object_file(binding.ObjectFileRef.from_data(machine_code))
            self._engine.finalize_object()
        except RuntimeError as error:
            raise Missing(f"machine code is refused here: {error}") from None

    def address(self, name: str) -> int:
        found: int = self._engine.get_function_address(name)
        return found


@cache
def is_allowed() -> bool:
    """Return True where code that is made can be run; then all of it can call `HELPERS`. Raises Missing."""
    code = Code("", lambda: Source(helpers()), QUICK)
    for name in HELPERS:
        llvm().add_symbol(name, code.address(name))
    _HELD.append(code)
    return True


def _share(kernel: str, kept: Store | None, level: int) -> None:
    """Make a kernel that all code may call, unless there is one of this level or a better one."""
    if _SHARED.get(kernel, -1) < level:
        name, _, lanes = kernel.partition(":")
        symbol = symbol_of(name, int(lanes))
        code = Code(
            f"{made_by()} {symbol}", lambda: Source(alone(name, int(lanes), attributes())), level, (), kept
        )
        llvm().add_symbol(symbol, code.address(symbol))  # code that calls one made before still does
        _HELD.append(code)
        _SHARED[kernel] = code.level


_HELD: Final[list[Code]] = []
"""Code that all other code may call."""
_SHARED: Final[dict[str, int]] = {}
"""The kernels that are part of it, and the level of each."""


@cache
def _generator(level: int) -> Any:
    return _target(level)


def _target(level: int) -> Any:
    """Return a new machine of LLVM for this processor at a level of optimising."""
    name, features, _ = processor()
    target = llvm().Target.from_default_triple()
    return target.create_target_machine(cpu=name, features=features, opt=level, jit=True)


def _compiled(text: str, level: int) -> bytes:
    """Return the machine code of a module."""
    module, machine = llvm().parse_assembly(text), _generator(level)
    module.verify()
    module.triple, module.data_layout = machine.triple, str(machine.target_data)
    found: bytes = machine.emit_object(module)
    return found


def _key(name: str, level: int) -> str:
    """Return what machine code depends on."""
    return "\n".join([_made_by(*processor()[:2]), str(level), name])


@cache
def _made_by(name: str, features: str) -> str:
    """Return what makes code for a processor, and for what system."""
    import llvmlite

    version = ".".join(map(str, llvm().llvm_version_info))
    return " ".join([llvmlite.__version__, version, llvm().get_process_triple(), name, features])


POINTS: Final = ctypes.CFUNCTYPE(
    None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_void_p
)
"""What `emit.over_points` makes; calling it lets other threads run."""


class _Definition(ctypes.Structure):
    _fields_ = [
        ("name", ctypes.c_char_p),
        ("function", ctypes.c_void_p),
        ("flags", ctypes.c_int),
        ("documentation", ctypes.c_char_p),
    ]


_FASTCALL: Final = 0x80
_DEFINITIONS: Final[list[tuple[_Definition, Code]]] = []
"""What functions of Python refer to; they may outlive everything else, so it is kept."""


def python_function(code: Code, name: str) -> Any:
    """Return the function `call` of a module of `emit.one_point` as a function of Python."""
    definition = _Definition(name.encode(), code.address("call"), _FASTCALL, None)
    _DEFINITIONS.append((definition, code))
    make = ctypes.pythonapi.PyCFunction_NewEx
    make.restype, make.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
    return make(ctypes.addressof(definition), None, None)


__all__ = [
    "GOOD", "POINTS", "QUICK", "Code", "Missing", "attributes", "is_allowed", "llvm", "processor",
    "python_function",
]  # fmt: skip
