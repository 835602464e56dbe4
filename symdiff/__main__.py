"""`python -m symdiff`."""

from symdiff.cli import process

process()
