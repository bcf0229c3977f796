"""The near end of the exchange with the province: what a console sends, takes in and proves."""
