"""The fictional demo city: built through the real commands, with a year of life in it."""

from tongban.cli.demo.command import demo

__all__ = ["demo"]
