"""物资: stock, 调拨 and the trace of an item."""
