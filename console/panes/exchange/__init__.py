"""交换: links, what waits for the province, what was not taken, and what two stations disagree on."""
