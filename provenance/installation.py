"""How the program came onto this computer, so that a missing part is answered with the command that adds it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

DISTRIBUTION: Final = "claim-provenance"  # what the package index calls it; "provenance" is another project there

# The file that an installer leaves at the top of an environment of its own, and its command for one more part.
# (`pipx inject` of the program itself wants --force in older releases, and fails with it in newer ones.)
_INSTALLERS: Final = {
    "pipx_metadata.json": f"pipx runpip {DISTRIBUTION} install",
    "uv-receipt.toml": "uv tool install",
}


def command_for(extra: str, *, prefix: str | Path = sys.prefix) -> str:
    """The command that adds the optional part `extra`: that of pipx or uv where they made `prefix`, otherwise pip's.

    In double quotes, which every shell understands, that of Windows too.
    """
    made_by = [command for receipt, command in _INSTALLERS.items() if Path(prefix, receipt).is_file()]
    return f'{[*made_by, "pip install"][0]} "{DISTRIBUTION}[{extra}]"'
