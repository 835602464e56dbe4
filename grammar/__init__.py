"""The grammar of formulas, as data beside the package; installed as `symdiff_grammar`."""
