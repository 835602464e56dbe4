"""Docstrings for what mypyc compiles: it drops them, and `help` would have nothing to say.

`documented(code, docstrings(paths))` puts the docstrings of the sources at *paths* into the C code that mypyc
wrote of one or more of them: into the tables of functions, methods and properties, behind the signatures that
stand there, and into the definitions of classes and modules.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from inspect import cleandoc
from pathlib import Path

Key = tuple[str, str, str]
"""The name of a module; of a class in it, or ""; of a function in that, or "" for class or module itself."""

_MODULE = re.compile(
    r'static struct PyModuleDef (\w*)module = \{\s*PyModuleDef_HEAD_INIT,\s*"([\w.]+)",\s*NULL,'
)
_TABLE = re.compile(r"static Py(?:MethodDef|GetSetDef) (\w+?)_?(?:methods|getseters)\[\] = \{")
_TYPE = re.compile(r"static PyTypeObject CPyType_(\w+)_template_ = \{")
_ENTRY = re.compile(r'\s*\{"(\w+)",')
_DOC = re.compile(r'PyDoc_STR\((?:NULL|"((?:[^"\\]|\\.)*)")\)')
_PLAIN = frozenset(range(32, 127)) - frozenset(b'"?\\')
"""Characters that stand for themselves in C."""
_NONE = "NULL, NULL},"  # docstring and closure of a property


def docstrings(paths: Iterable[str]) -> dict[Key, str]:
    """Return the docstrings of the modules at *paths*, which begin at the root of the packages."""
    return {key: text for path in paths for key, text in _docstrings(path)}


def documented(code: str, docs: dict[Key, str]) -> str:
    """Return the C *code* of modules with their docstrings, which are among *docs*."""
    modules = {found[1]: found[2] for found in _MODULE.finditer(code)}
    code = _MODULE.sub(
        lambda found: f"{found[0].removesuffix('NULL,')}{_literal(docs.get((found[2], '', ''), ''))},", code
    )
    lines = code.split("\n")
    module = owner = entry = ""
    for place, line in enumerate(lines):
        table = _TABLE.search(line) or _TYPE.search(line)
        if table is not None:
            module, owner = _owner(table[1], modules)
            entry = ""
        found = _ENTRY.match(line)
        if found is not None:
            entry = found[1]
        text = docs.get((module, owner, entry), "")
        if text and (entry or ".tp_doc = " in line):
            if line.endswith(_NONE):
                lines[place] = f"{line.removesuffix(_NONE)}PyDoc_STR({_literal(text)}), NULL}},"
            else:
                signature, literal = _DOC.search(line), _literal(text)
                if signature is not None:
                    kept = f'"{signature[1]}" ' if signature[1] else ""
                    lines[place] = line.replace(signature[0], f"PyDoc_STR({kept}{literal})")
    return "\n".join(lines)


def _owner(name: str, modules: dict[str, str]) -> tuple[str, str]:
    """Return the module and the class, or "", that *name* stands for in C: `expr___Expr`, `exprmodule`."""
    if name.removesuffix("module") in modules and name.endswith("module"):
        return modules[name.removesuffix("module")], ""
    for prefix, module in modules.items():
        if name.startswith(f"{prefix}___"):
            return module, name.removeprefix(f"{prefix}___")
    return "", ""


def _literal(text: str) -> str:
    """Return *text* as a C literal; NULL for none."""
    if not text:
        return "NULL"
    return '"' + "".join([chr(c) if c in _PLAIN else f"\\{c:03o}" for c in text.encode()]) + '"'


def _docstrings(path: str) -> Iterator[tuple[Key, str]]:
    """Return the docstrings of a module, of its functions and classes, and of the methods in those."""
    module = path.removesuffix(".py").replace("/", ".")
    tree = ast.parse(Path(path).read_text(encoding="utf-8"))
    yield (module, "", ""), cleandoc(ast.get_docstring(tree) or "")
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield (module, "", node.name), cleandoc(ast.get_docstring(node) or "")
        elif isinstance(node, ast.ClassDef):
            yield (module, node.name, ""), cleandoc(ast.get_docstring(node) or "")
            for part in node.body:
                if isinstance(part, ast.FunctionDef):
                    yield (module, node.name, part.name), cleandoc(ast.get_docstring(part) or "")
