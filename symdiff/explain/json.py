"""A derivation as JSON, from which each line can be computed again without a parser.

`nodes` lists subexpressions as the JSON of an expression does, arguments first; a line is one of them. In
it, `["unknown", "'", [0], i]` is the derivative of node i, still to be taken: `pending` names each, what it
is of, and the node that it comes to. `of` is the part whose derivative a line is, null for the whole formula.

>>> from symdiff.verbs.derivatives import derive
>>> from symdiff.explain.derivation import derivation
>>> answer = derive("x*sin(x)", "x")
>>> made = members(derivation(answer.origin[0], "x", answer))
>>> made["lines"][0]["expression"], [str(line) for line in replayed(made)][0]
("(x)'*sin(x) + x*(sin(x))'", 'sin(x) + x*cos(x)')
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from symdiff.errors import SymdiffError
from symdiff.explain.derivation import Derivation
from symdiff.explain.lines import pending_in
from symdiff.explain.proof import tangents_of
from symdiff.explain.text import Words
from symdiff.explain.writing import put_in
from symdiff.export.json import from_nodes, nodes_of
from symdiff.export.latex import notation
from symdiff.export.text import text
from symdiff.graph.expr import Expr
from symdiff.limits import DEFAULT, Limits

SCHEMA: Final = 1
FORMAT: Final = "symdiff steps"


def json_of(derivations: Sequence[Derivation], answer: Expr) -> str:
    """Return derivations in turn as one line of JSON. Cost: linear in nodes and in the texts."""
    whole = {
        "format": FORMAT,
        "schema": SCHEMA,
        "answer": text(answer),
        "derivations": [members(each) for each in derivations],
    }
    return json.dumps(whole, ensure_ascii=False, allow_nan=False)


def members(derivation: Derivation) -> dict[str, Any]:
    """Return one derivation as what JSON can hold."""
    graph, teacher = derivation.graph, derivation.teacher
    tangent = tangents_of(teacher)
    lines = derivation.lines
    marks = {mark: graph.first(mark) for line in lines for mark in pending_in(teacher, line.node)}
    steps = list(teacher.order)
    roots = [
        derivation.root,
        *[line.node for line in lines],
        *[tangent[part] for part in marks.values()],
        *derivation.names,
        *steps,
        *[teacher.after[node] for node in steps],
    ]
    entries, place = nodes_of(graph, roots)
    words = Words(derivation, ascii=True)
    writer = notation(graph, roots)
    answer = derivation.answer
    at = {node: number for number, node in enumerate(steps)}
    return {
        "input": text(derivation.source),
        "by": derivation.variable,
        "lines": [
            {
                "expression": text(Expr(graph, line.node)),
                "latex": writer.line(line.node),
                "node": place[line.node],
                "of": place[line.of] if line.of >= 0 else None,
                "rules": [reason.rule.name for reason in line.reasons],
                "identities": list(line.identities),
                "reason": words.reason(line),
                "pending": [
                    {"node": place[mark], "of": place[marks[mark]], "derivative": place[tangent[marks[mark]]]}
                    for mark in pending_in(teacher, line.node)
                ],
            }
            for line in lines
        ],
        "names": {graph.name(name): place[part] for part, name in derivation.names.items()},
        "steps": [
            {
                "rule": teacher.views[node].rule.name,
                "before": place[node],
                "after": place[teacher.after[node]],
                "parts": [at[part] for part in teacher.views[node].moving],
                "condition": teacher.views[node].rule.condition,
            }
            for node in steps
        ],
        "answer": text(answer),
        "conditions": [text(condition) for condition in answer.conditions],
        "where": answer.where,
        "checked": derivation.checked._asdict(),
        "nodes": entries,
    }


def replayed(data: Mapping[str, Any], limits: Limits = DEFAULT) -> list[Expr]:
    """Return the lines of a derivation that `members` described, pending derivatives put in: each has the
    value of the derivative, that of the part it is of where it is of one.

    Cost: linear in the nodes of each line. Raises SymdiffError where a node is not understood.
    """
    graph, nodes = from_nodes(data.get("nodes"), limits)
    found = []
    try:
        for line in data["lines"]:
            known = {nodes[mark["node"]]: nodes[mark["derivative"]] for mark in line["pending"]}
            found.append(Expr(graph, put_in(graph, nodes[line["node"]], known)))
    except (KeyError, IndexError, TypeError):
        raise SymdiffError("the lines of this derivation are not understood") from None
    return found
