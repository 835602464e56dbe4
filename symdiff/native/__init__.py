"""Programs as machine code in memory, by LLVM (the extra `native`), or on NumPy arrays where that is missing.

`compiled` is the object that users call. `emit` and `point` write a program as LLVM's assembly, `operations`
and `kernels` what is in it, `machine` makes machine code, when `codes` asks for it. `finished` and `store`
keep what was made on disk, `spare` the memory of results. `chunks` runs the same program on NumPy, piece by
piece.

May import: `programs`, `verbs`, and what stands below them. LLVM and NumPy are imported when first used.
"""
