"""The trade's rules, pure: standard library only, frozen records and functions.

No clock, no randomness, no input or output: `now` and ids come in as arguments, so that every
rule can be replayed years later from the journal and give the same answer.
"""
