"""对账 and the exchange with the province: what the page shows, and what can be done on it."""

from console.services.exchange.settling import Closing, Exchange, Settlement

__all__ = ["Closing", "Exchange", "Settlement"]
