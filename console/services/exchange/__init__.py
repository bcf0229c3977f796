"""对账 and the exchange with the province: what the page shows, and what can be done on it."""

from console.services.exchange.settling import Exchange, Settlement

__all__ = ["Exchange", "Settlement"]
