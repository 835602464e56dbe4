"""Programs as machine code in memory, by LLVM (the extra `native`), or on NumPy arrays where that is missing.

`compiled` is the object that users call; `emit` writes a program as LLVM's assembly, `kernels` the functions
in it, `machine` makes machine code; `chunks` runs the same program on NumPy, piece by piece.

May import: `programs`, `verbs`, and what stands below them. LLVM and NumPy are imported when first used.
"""
