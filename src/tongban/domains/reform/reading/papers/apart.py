"""Reads a PDF in a process of its own: the bytes come from strangers, the reader is a large program in C++.

A crash, an endless page or a page that unfolds to gigabytes ends that process and is told as a refusal. The process
knows nothing of ours: no settings, no secrets in its environment, and it answers in JSON, which can carry no code.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tongban.domains.reform.reading.papers.blocks import Paper, Table
from tongban.domains.reform.reading.papers.pdf import read_pdf
from tongban.domains.reform.reading.papers.writing import RawCell, RawRow, Writer
from tongban.kernel.errors import Refusal

if sys.platform != "win32":
    import resource

SECONDS = 20
_PACKAGE = __name__.rpartition(".")[0]
MOST_MEMORY = 1_500 * 1024 * 1024
_HERE = Path(__file__).resolve().parent
_CALL = f"""
import sys, types
for name, folder in {{{_PACKAGE.rpartition(".")[0]!r}: {str(_HERE.parent)!r}, {_PACKAGE!r}: {str(_HERE)!r}}}.items():
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = [folder]
from {_PACKAGE}.apart import answer
answer()
"""
"""The packages are entered without being run: loading the readers of all forms takes longer than reading a PDF."""
_KEPT = ("SYSTEMROOT", "LD_LIBRARY_PATH")
_OUT_OF_TIME = {-int(getattr(signal, name)) for name in ("SIGXCPU", "SIGKILL") if hasattr(signal, name)}


def read_pdf_apart(data: bytes, name: str, *, seconds: int = SECONDS, memory: int = MOST_MEMORY) -> Paper:
    """A `.pdf` as `read_pdf` reads it. Beyond its refusals: `reform.paper.too_slow`, `.too_heavy`."""
    asked = json.dumps({"name": name, "seconds": seconds, "memory": memory}).encode() + b"\n" + data
    try:
        done = subprocess.run(  # noqa: S603  (our own interpreter and a fixed call)
            [sys.executable, "-S", "-c", _CALL],
            input=asked,
            capture_output=True,
            timeout=2 * seconds,
            env=_environment(),
        )
    except subprocess.TimeoutExpired:
        raise Refusal("reform.paper.too_slow", file=name, seconds=seconds) from None
    if done.returncode in _OUT_OF_TIME:
        raise Refusal("reform.paper.too_slow", file=name, seconds=seconds)
    if done.returncode:
        raise Refusal("reform.paper.too_heavy", file=name, megabytes=memory // 2**20)
    return _paper(json.loads(done.stdout), name)


def _environment() -> dict[str, str]:
    known = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return known | {
        "PYTHONPATH": os.pathsep.join(str(Path(one).resolve()) for one in sys.path),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def answer() -> None:
    """The other process: reads the question from its input, writes the answer to its output."""
    asked = json.loads(sys.stdin.buffer.readline())
    _limit(asked["seconds"], asked["memory"])
    try:
        told: dict[str, object] = _told(read_pdf(sys.stdin.buffer.read(), asked["name"]))
    except Refusal as refusal:
        told = {"code": refusal.code, "values": refusal.values}
    sys.stdout.write(json.dumps(told))


def _limit(seconds: int, memory: int) -> None:
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _told(paper: Paper) -> dict[str, object]:
    blocks: list[object] = []
    for block in paper.blocks:
        if isinstance(block, Table):
            rows = [
                [row.place.row, row.place.page, [(one.text, one.is_continued, one.columns) for one in row.cells]]
                for row in block.rows
            ]
            blocks.append(rows)
        else:
            blocks.append({"text": block.text, "level": block.level, "page": block.place.page})
    return {"blocks": blocks, "pages": paper.pages}


def _paper(told: Mapping[str, object], name: str) -> Paper:
    if "code" in told:
        values = told["values"]
        raise Refusal(str(told["code"]), **(values if isinstance(values, dict) else {}))
    writer, blocks, pages = Writer(name, "pdf"), told["blocks"], told["pages"]
    for block in blocks if isinstance(blocks, list) else ():
        if isinstance(block, dict):
            writer.paragraph(block["text"], level=block["level"], page=block["page"])
        else:
            writer.table([RawRow([RawCell(*cell) for cell in cells], number, page) for number, page, cells in block])
    return writer.paper(pages=pages if isinstance(pages, int) else None)
