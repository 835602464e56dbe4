"""`symdiff shell`: formulas, derivatives, steps and drawings, one after the other.

`session` knows what a line means, `definitions` what was named, `completion` what a word may become; `prompt`
asks for lines at a terminal, and nothing else imports prompt_toolkit; `command` is the command.
"""
