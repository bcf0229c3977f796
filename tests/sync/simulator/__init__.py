"""One seed, one history: real consoles and the real rules of the far end under every misfortune.

Only clock, randomness, line and the far end's disk are handed in; the stores are real files, the
engine and the desk are those that run. A history ends in quiet, and then everything that the
exchange promises (G1 to G14) is looked at; what a console shows is compared with the far end's
log at its cursor many times on the way.
"""
