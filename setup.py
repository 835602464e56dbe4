"""Builds the parser's tables into the wheel, so that no user waits for them."""

import importlib.util
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).resolve().parent


class BuildWithTables(build_py):
    """Copy the packages, then put the tables of the grammar beside it."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return  # a checkout makes its own at first use
        spec = importlib.util.spec_from_file_location("tables", HERE / "symdiff/parse/tables.py")
        tables = importlib.util.module_from_spec(spec)
        sys.modules["tables"] = tables
        spec.loader.exec_module(tables)
        place = Path(self.build_lib) / "symdiff_grammar"
        tables.store(tables.make((place / tables.GRAMMAR).read_text(encoding="utf-8")), place)


setup(cmdclass={"build_py": BuildWithTables})
