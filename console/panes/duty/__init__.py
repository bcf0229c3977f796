"""值守: calls, the log, clocks of reporting, the roster, 交接班."""
