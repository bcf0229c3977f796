"""Qt without widgets: executors, the bus, commands, focus, clock, settings, crash."""
