"""Decisions as data: condition trees and decision tables, checked and compiled once, each answer with its trace."""

from tongban.kernel.rules.conditions import OPERATORS, Condition, Trace, Verdict, compile_condition
from tongban.kernel.rules.tables import DecisionTable, Outcome

__all__ = ["OPERATORS", "Condition", "DecisionTable", "Outcome", "Trace", "Verdict", "compile_condition"]
