"""Verdicts on answers: is a formula the derivative, the antiderivative or the formula that was asked for.

May import: `verbs`, and what stands below it.
"""
