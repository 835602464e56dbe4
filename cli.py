"""`python cli.py …` from a checkout: the same as the command `symdiff`."""

from symdiff.cli import main

if __name__ == "__main__":
    main()
