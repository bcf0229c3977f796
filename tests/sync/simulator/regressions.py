"""Seeds that failed once, and of what; they are lived again in every run."""

FAILED_ONCE: dict[int, str] = {
    0: "a merged group of which nothing was taken told no row: its console showed its own wish",
    85: "a shortfall opened and filled within one push was held for open ever after",
    86: "a store put back from a copy did not take its own earlier keys back",
    99: "an echo and a full row in one slice: the older version stood",
    103: "a far end put back from a copy: the refused groups left a hole in their lane",
    133: "a far end put back from a copy: the refused groups were never told again",
}
