"""The whole platform, served by its own command and used through a real browser."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
