"""Packs: what a region says about its services, as data. Read, overlaid, checked; see docs/reference/packs.md."""

from tongban.kernel.packs.checks import Check, Scope, check, grade_reached, run_checks
from tongban.kernel.packs.documents import Document, Pack
from tongban.kernel.packs.installed import current, install, install_later, kept
from tongban.kernel.packs.kinds import Kind, by, by_file
from tongban.kernel.packs.library import Library, UnknownPack, View
from tongban.kernel.packs.manifest import Manifest
from tongban.kernel.packs.problems import Grade, Problem
from tongban.kernel.packs.read import find_packs, read_pack

__all__ = [
    "Check",
    "Document",
    "Grade",
    "Kind",
    "Library",
    "Manifest",
    "Pack",
    "Problem",
    "Scope",
    "UnknownPack",
    "View",
    "by",
    "by_file",
    "check",
    "current",
    "find_packs",
    "grade_reached",
    "install",
    "install_later",
    "kept",
    "read_pack",
    "run_checks",
]
