"""Archives that hold office documents (.docx, .xlsx): looked at before anything in them is read."""

import lzma
import zipfile
import zlib
from io import BytesIO

from tongban.kernel.errors import Refusal

LARGEST_UNPACKED = 200 * 1024 * 1024


def parts_of(data: bytes, name: str) -> frozenset[str]:
    """The names of what an archive holds. Refuses `reform.paper.damaged`."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return frozenset(package.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, OSError) as error:
        raise Refusal("reform.paper.damaged", file=name, why=str(error)[:120]) from None


def require_sound(data: bytes, name: str) -> None:
    """Refuse a package that is encrypted, broken, or would unpack beyond reason."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            entries = package.infolist()
            damaged = package.testzip() if sum(one.file_size for one in entries) <= LARGEST_UNPACKED else None
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise Refusal("reform.paper.damaged", file=name, why=str(error)[:120]) from None
    except RuntimeError:  # how zipfile asks for a password
        raise Refusal("reform.paper.encrypted", file=name) from None
    if (unpacked := sum(one.file_size for one in entries)) > LARGEST_UNPACKED:
        limit = LARGEST_UNPACKED // 2**20
        raise Refusal("reform.paper.unpacks", file=name, megabytes=unpacked // 2**20, limit=limit)
    if damaged is not None:
        raise Refusal("reform.paper.damaged", file=name, why=damaged)
