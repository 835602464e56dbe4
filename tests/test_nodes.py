"""Packed nodes and listed nodes: two stores that cannot be told apart but by their speed."""

from __future__ import annotations

import random

import pytest

from symdiff.errors import TooLarge
from symdiff.graph import listed, packed

CODES = range(3, 9)


def filled(store, seed: int, count: int = 3000):
    """Return nodes made in a random order, some of them several times, and what each call returned."""
    chance = random.Random(seed)
    nodes = store.Nodes(10**6)
    made = [nodes.leaf(0), nodes.leaf(1)]
    for _ in range(count):
        op, some = chance.choice(CODES), chance.choices(range(max(0, len(nodes) - 99), len(nodes)), k=5)
        kind = chance.random()
        if kind < 0.4:
            made.append(nodes.binary(op, some[0], chance.randrange(len(nodes))))
        elif kind < 0.5:
            made.append(nodes.binary(op, 1, some[0]))  # an argument of many nodes
        elif kind < 0.7:
            made.append(nodes.unary(op, some[0]))
        elif kind < 0.9:
            made.append(nodes.intern(op, tuple(some[: chance.randrange(6)])))
        elif kind < 0.95:
            made.append(nodes.append(op, tuple(some[: chance.randrange(6)])))
        else:
            known = chance.randrange(2, len(nodes))
            made.append(nodes.intern(nodes.ops[known], nodes.children[known]))
    return nodes, made


@pytest.fixture(scope="module", params=range(5))
def both(request):
    return filled(listed, request.param), filled(packed, request.param)


def test_nodes_have_the_same_numbers(both):
    (plain, numbers), (arrays, others) = both
    assert numbers == others
    assert len(plain) == len(arrays)
    assert plain.ops == arrays.ops
    assert plain.children == list(arrays.children)


def test_what_is_there_is_found(both):
    (plain, _), (arrays, _) = both
    for nodes in plain, arrays:
        for node in range(2, len(nodes)):
            twin = nodes.found(nodes.ops[node], nodes.children[node])
            assert twin == plain.found(plain.ops[node], plain.children[node])
            assert nodes.found(9, nodes.children[node]) == -1
        assert nodes.found(3, (0, len(nodes) + 1)) == -1
        assert [nodes.has(op) for op in range(12)] == [op in CODES for op in range(12)]


def test_arguments_are_read(both):
    _, (arrays, _) = both
    for node, children in enumerate(arrays.children):
        if len(children) == 2:
            assert arrays.both(node) == children
        if 1 <= len(children) <= 2:
            assert arrays.first(node) == children[0]
    for node in len(arrays), -len(arrays) - 1:
        with pytest.raises(IndexError):
            arrays.children[node]


@pytest.mark.no_cover
def test_sweeps_have_the_same_orders(both):
    (plain, _), (arrays, _) = both
    chance = random.Random(0)
    for turn in range(300):  # more than there are marks
        roots = chance.choices(range(len(plain)), k=chance.randrange(4))
        order = plain.below(roots)
        assert arrays.below(iter(roots)) == order
        assert arrays.postorder(iter(roots)) == plain.postorder(roots)
        on = chance.choices(range(len(plain)), k=2)
        first, second = plain.moving(order, on), arrays.moving(order, on)
        asked = range(turn % 10, len(plain), 10)
        assert [node in first for node in asked] == [node in second for node in asked]


@pytest.mark.parametrize("store", [listed, packed])
def test_a_copy_goes_its_own_way(store):
    nodes, _ = filled(store, 7)
    twin = store.Nodes(10**6)
    twin.become(nodes)
    count = len(nodes)
    new = twin.binary(3, count - 1, count - 1)
    assert (new, len(twin), len(nodes)) == (count, count + 1, count)
    assert nodes.unary(4, count - 1) == count
    assert twin.binary(3, count - 1, count - 1) == new
    assert twin.intern(4, (0, 1, 2, 3)) == nodes.intern(4, (0, 1, 2, 3))
    assert nodes.children[count] != twin.children[count]


@pytest.mark.parametrize("store", [listed, packed])
def test_nodes_are_bounded(store):
    nodes = store.Nodes(3)
    for _ in range(3):
        nodes.leaf(0)
    with pytest.raises(TooLarge, match="more than 3 nodes"):
        nodes.binary(3, 0, 1)
    assert nodes.found(3, (0, 1)) == -1
    assert len(nodes) == len(nodes.children) == 3


@pytest.mark.parametrize("store", [listed, packed])
@pytest.mark.parametrize("end", [10, 10**6])
def test_a_map_has_what_was_put_into_it(store, end):
    found = store.NodeMap(end, 5)
    found[3], found[end - 1], found[2 * end], found[4] = 5, 0, 7, 1
    found[4] = 2
    assert [found[node] for node in (3, end - 1, 2 * end, 4)] == [5, 0, 7, 2]
    assert [node in found for node in (3, 5, end - 1, end + 1, 2 * end)] == [True, False, True, False, True]
    assert (found.get(5, -1), found.get(5, 9), found.get(3, 9)) == (-1, 9, 5)
    with pytest.raises(KeyError):
        found[5]
