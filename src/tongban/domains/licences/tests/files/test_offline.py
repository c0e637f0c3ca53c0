"""The script of `docs/how-to` on a machine without the platform: run as a program, in a folder of its own."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tongban.domains.licences.ofd import reader, writer
from tongban.domains.licences.seals import api as seals
from tongban.domains.licences.tests.files.conftest import Town, get
from tongban.kernel.actors import SYSTEM
from tongban.kernel.digests import sm3

SCRIPT = Path(__file__).parents[6] / "docs" / "how-to" / "verify_offline.py"
SIGN = "Doc_0/Signs/Sign_0"


@pytest.fixture
def folder(town: Town, tmp_path: Path) -> Path:
    """A sealed licence, the root and the script; nothing else."""
    (tmp_path / "licence.ofd").write_bytes(get(town.business))
    (tmp_path / "root.pem").write_text(root(), "utf-8")
    shutil.copy(SCRIPT, tmp_path / "verify_offline.py")
    return tmp_path


def root() -> str:
    (one,) = [view for view in seals.list_roots(actor=SYSTEM) if view.kind == "root"]
    return seals.get_certificate(one.fingerprint)


def run(folder: Path) -> tuple[int, str]:
    """The exit code and what is said; the environment knows nothing of this repository."""
    done = subprocess.run(
        [sys.executable, "-P", "verify_offline.py", "licence.ofd", "root.pem"],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def change(folder: Path, **parts: bytes | None) -> None:
    """Put other content into parts of the licence (None: take it out)."""
    package = dict(reader.read((folder / "licence.ofd").read_bytes()).files)
    for name, content in parts.items():
        if content is None:
            del package[name]
        else:
            package[name] = content
    (folder / "licence.ofd").write_bytes(writer.pack(package))


def test_it_has_fewer_than_sixty_lines_and_needs_one_library() -> None:
    text = SCRIPT.read_text("utf-8")
    assert len(text.splitlines()) < 60
    imported = set(re.findall(r"^(?:from|import) (\w+)", text, re.MULTILINE))
    assert imported - set(sys.stdlib_module_names) == {"tongsuopy"}


def test_a_good_file_is_good_and_tells_what_it_is(folder: Path, town: Town) -> None:
    code, said = run(folder)
    assert code == 0 and said.startswith("可信 VALID: 云汀市市场监督管理局")
    assert "20260302020000Z" in said
    assert "云汀松涛（集团）有限公司" in said and sm3(get(town.business, "pdf")) in said


def test_a_tampered_byte_an_added_and_a_missing_part_are_told(folder: Path) -> None:
    good = (folder / "licence.ofd").read_bytes()
    page = "Doc_0/Pages/Page_0/Content.xml"
    content = reader.read(good).files[page]
    for parts in ({page: content.replace(b"2026", b"2027")}, {"Doc_0/more.xml": b"<a/>"}, {"Doc_0/Res/text.ttf": None}):
        (folder / "licence.ofd").write_bytes(good)
        change(folder, **parts)
        assert run(folder) == (1, f"不可信 NOT VALID: 被改动 changed, added or gone: {next(iter(parts))}\n")


def test_a_file_without_seal_is_told(folder: Path) -> None:
    change(folder, **{f"{SIGN}/SignedValue.dat": None})
    assert run(folder) == (1, "不可信 NOT VALID: 没有印章，或部件重名 no seal, or a part twice\n")


def test_another_root_is_told(folder: Path) -> None:
    (maker,) = [view for view in seals.list_roots(actor=SYSTEM) if view.kind == "maker"]
    (folder / "root.pem").write_text(seals.get_certificate(maker.fingerprint), "utf-8")
    code, said = run(folder)
    assert code == 1 and "another root" in said


def test_a_changed_signature_is_told(folder: Path) -> None:
    package = reader.read((folder / "licence.ofd").read_bytes())
    value = package.files[f"{SIGN}/SignedValue.dat"]
    change(folder, **{f"{SIGN}/SignedValue.dat": value[:-1] + bytes([value[-1] ^ 1])})
    code, said = run(folder)
    assert code == 1 and "the seal or the signature is wrong" in said


def test_a_changed_list_of_digests_is_told(folder: Path) -> None:
    """Whoever changes a page and its digest as well has no signature over the new list."""
    package = reader.read((folder / "licence.ofd").read_bytes())
    xml = package.files[f"{SIGN}/Signature.xml"]
    change(folder, **{f"{SIGN}/Signature.xml": xml.replace(b'Version="1"', b'Version="2"')})
    code, said = run(folder)
    assert code == 1 and "the signature is for another file" in said
