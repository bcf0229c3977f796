"""Seeds that failed once, and of what; they are lived again in every run."""

FAILED_ONCE: dict[int, str] = {
    0: "a merged group of which nothing was taken told no row: its console showed its own wish",
    85: "a shortfall opened and filled within one push was held for open ever after",
    86: "a store put back from a copy did not take its own earlier keys back",
    99: "an echo and a full row in one slice: the older version stood",
    103: "a far end put back from a copy: the refused groups left a hole in their lane",
    133: "a far end put back from a copy: the refused groups were never told again",
    89: "a far end that had fallen back was never greeted anew: its new history went unnoticed",
    93: "in a new history of the far end, groups refused in the old one left a hole",
    251: "a late page of a history that was left led back into it",
}

FAILED_AGED: dict[int, str] = {  # with builds of two schemas side by side, where a seed has them
    5020: "lost rows told again were all turned away for one difference that had been found again",
}

OFTEN = 0.1  # each step, where the far end is put back from a copy again and again
FAILED_RESTORED: dict[int, str] = {
    93: "a figure that had given way to another stayed hidden when the other stood down",
    112: "a difference whose first value was none was not understood by the reckoning",
    160: "a shortfall told again after the books were filled up stayed open for ever",
    170: "a response that had given way to another stayed hidden when the other was joined to it",
    234: "keys destroyed by the twin of a cloned machine were vouched for as they were there",
    235: "a shortfall told again after the books were filled up stayed open for ever",
    327: "a line that a cloned machine told in a lost history was looked for in the new one",
    334: "a difference that the far end found again where it had been told again counted twice",
    390: "what settles a difference went on waiting when the far end found the difference again",
    969: "the end of an own key that had come back among the peers' was told at every round",
    1017: "a snapshot had a group whose answer was lost: its words lay over the row for ever",
    1190: "a difference told again went on showing a value that the row no longer had",
    6015: "a snapshot went past a refused group: its row was hidden and never withdrawn",
    2064: "as 1017, with a later word of a peer's below",
    2088: "an older build told a lost photograph again, and the newer one's own was put aside",
}
