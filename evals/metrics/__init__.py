"""Pure functions from what a case expects and what came back to a number, one idea a module.

Each states its definition and where it comes from. None of them rounds, and None of a function that may return it
means that the question does not arise (no citation to judge, no gold to find), never "zero".
"""
