"""What a candidate of the search asks first: cheap conditions without which it is not worth its price.

Each is linear in nodes, and says yes in doubt.
"""

from __future__ import annotations

from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.families import FAMILY
from symdiff.simplifier.normal.style import is_root
from symdiff.simplifier.rewrite.trig import outside
from symdiff.table.functions import ABS, EXP, LOG, SIGN, SQRT
from symdiff.table.operators import ADD, CONSTANT, DIV, MUL, NEG, NUMBER, POW, SUB, SYMBOL


def count_roots(graph: Graph, root: int) -> int:
    """Return how many different roots stand below *root*. Linear in nodes."""
    return sum([is_root(graph, node) for node in graph.below([root])])


def divides_in_root(graph: Graph, root: int) -> bool:
    """Return whether a term of a sum below a root is divided by what is no number: sqrt(1 - 1/x**4)."""
    for node in graph.below([root]):
        if is_root(graph, node) and graph.ops[graph.children[node][0]] in (ADD, SUB):
            for term in graph.children[graph.children[node][0]]:
                if graph.ops[term] == DIV and graph.ops[graph.children[term][1]] != NUMBER:
                    return True
    return False


def adds_roots(graph: Graph, root: int) -> bool:
    """Return whether something is divided, and a term of a sum has the root of a sum. Linear in nodes."""
    rooted, is_added, divides = set[int](), False, False
    for node in sorted(outside(graph, root)):  # arguments have smaller numbers
        op, children = graph.ops[node], graph.children[node]
        if is_root(graph, node) and graph.ops[children[0]] in (ADD, SUB):
            rooted.add(node)
        elif not rooted.isdisjoint(children):
            rooted.add(node)
            is_added = is_added or op == ADD or op == SUB
        divides = divides or op == DIV
    return is_added and divides


def _meets_in_sum(graph: Graph, root: int) -> bool:
    """Return whether *root* is a product in which all terms of a sum have what stands beside it as a factor:
    (x*y + x)/x, x/(x**2 + x)."""
    sums, beside = _factors(graph, root)
    for node in sums:
        common, pending = set(beside), [node]
        while pending and common:
            node = pending.pop()
            if graph.ops[node] in (ADD, SUB):
                pending += graph.children[node]
            else:
                common &= _factors(graph, node)[1]
        if common:
            return True
    return False


def _factors(graph: Graph, root: int) -> tuple[list[int], set[int]]:
    """Return the sums that are factors of a product, or of a quotient, and the other factors but for numbers,
    without their exponents."""
    sums, others = list[int](), set[int]()
    pending = [root]
    while pending:
        node = pending.pop()
        op = graph.ops[node]
        if op == MUL or op == DIV or op == NEG:
            pending += graph.children[node]
        elif op == POW:
            pending.append(graph.first(node))
        elif op == ADD or op == SUB:
            sums.append(node)
        elif op != NUMBER:
            others.add(node)
    return sums, others


def promises(graph: Graph, root: int, functions: dict[int, set[int]]) -> bool:
    """Return whether *root* has parts enough for a fraction to be worth its price."""
    if len(functions) > 1 or any(len(taken) > 1 for taken in functions.values()):
        return True
    sums = products = quotients = powers = exponentials = 0
    bases: set[int] = set()
    others: set[int] = set()
    for node in outside(graph, root):
        op, children = graph.ops[node], graph.children[node]
        sums += op == ADD or op == SUB
        products += op == MUL or op == DIV
        quotients += op == DIV
        exponentials += op == EXP
        if op == ABS or op == SIGN or op == LOG or (op == DIV and functions):
            return True
        if op == POW or op == SQRT:
            if graph.ops[children[0]] in FAMILY:
                return True
            powers += op == POW and graph.ops[children[1]] != NUMBER
            if powers or (is_root(graph, node) and graph.ops[children[0]] not in (SYMBOL, CONSTANT)):
                bases.add(children[0])
        else:
            others.update(children)
    if exponentials > 1 and sums:
        return True
    if sums > 1 or quotients > 1 or powers > 1 or (sums and quotients and _meets_in_sum(graph, root)):
        return True
    return bool(bases) and (products > 1 or not bases.isdisjoint(others))
