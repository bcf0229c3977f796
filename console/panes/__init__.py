"""One package per pane; each exports PANE, CARD and COMMANDS."""
