"""运行维护: copies, restoring, what is due to be forgotten, delegations, self-check, fault files."""
