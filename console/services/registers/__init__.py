"""Registers: one description per kind, and what may be done with each."""

from console.services.registers.book import Edit, Registers
from console.services.registers.kinds import BY_KIND, REGISTERS
from console.services.registers.shape import Field, Register, Shape

__all__ = ["BY_KIND", "REGISTERS", "Edit", "Field", "Register", "Registers", "Shape"]
