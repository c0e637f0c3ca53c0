"""Decisions as data: condition trees and decision tables, compiled once, each answer with its trace."""
