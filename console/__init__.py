"""The county emergency command console: everything with a screen, and the rules it obeys."""
