"""Seeds that failed once, and of what; they are lived again in every run."""

FAILED_ONCE: dict[int, str] = {
    0: "a merged group of which nothing was taken told no row: its console showed its own wish",
}
