"""A folder of public files that stands in for the internet, described by its MANIFEST.sha256."""

import os
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sonogenomics.errors import StudyError, listed
from sonogenomics.sourcing.fingerprint import sha256_of
from sonogenomics.sourcing.folders import whose_folder

VARIABLE = "SONOGENOMICS_MIRROR"
MANIFEST = "MANIFEST.sha256"
_LINE = re.compile(r"^([0-9a-f]{64}) [ *](\S.*)$")


@dataclass(frozen=True)
class Mirror:
    """Files at hand, by fingerprint and by name; an empty one where no mirror is set.

    Attributes
    ----------
    folder : Path or None
        Where the files lie.
    files : dict of str to str
        Path within the folder -> SHA-256, as the manifest says.
    """

    folder: Path | None
    files: dict[str, str]

    @classmethod
    def given(cls) -> "Mirror":
        """The mirror that SONOGENOMICS_MIRROR names, or an empty one.

        Raises
        ------
        StudyError
            The variable is set but the folder has no manifest.
        """
        text = os.environ.get(VARIABLE, "")
        return cls.of(Path(text)) if text else cls(None, {})

    @classmethod
    def of(cls, folder: Path) -> "Mirror":
        """Read a folder's manifest (lines of `sha256sum`: hash, two blanks, path).

        Raises
        ------
        StudyError
            No manifest, or a line that is not one.
        """
        manifest = folder / MANIFEST
        if not manifest.is_file():
            raise StudyError(
                f"{VARIABLE} names {folder}, which has no {MANIFEST}: make one there with "
                f"`find . -type f ! -name {MANIFEST} | xargs sha256sum > {MANIFEST}`, or unset it."
            )
        files = {}
        for number, line in enumerate(manifest.read_text(encoding="utf-8").splitlines(), 1):
            match = _LINE.match(line)
            if match is None:
                raise StudyError(f"{manifest}, line {number} is not `sha256  path`: {line!r:.80}")
            files[str(PurePosixPath(match[2]))] = match[1]
        return cls(folder, files)

    def find(self, sha256: str | None, file_name: str) -> Path | None:
        """The one file that is meant, or None.

        Parameters
        ----------
        sha256 : str or None
            Its fingerprint; if known, the name plays no part.
        file_name : str
            Its name, which must be unique in the mirror.

        Raises
        ------
        StudyError
            Several files have the name, or the manifest lists a file that is not there.
        """
        if sha256 is not None:
            hits = sorted(path for path, known in self.files.items() if known == sha256)[:1]
        else:
            hits = sorted(path for path in self.files if PurePosixPath(path).name == file_name)
        if self.folder is None or not hits:
            return None
        if len(hits) > 1:
            raise StudyError(
                f"The mirror {self.folder} has {len(hits)} files named {file_name} "
                f"({listed(hits)}): give the sha256 of the one you mean in study.yaml."
            )
        path = self.folder / hits[0]
        if not path.is_file():
            raise StudyError(
                f"{path} is in the mirror's {MANIFEST} but not in the mirror: "
                f"put it there, or remove its line."
            )
        return path

    def below(self, folder: str) -> dict[str, str]:
        """All files of one folder: path within the mirror -> path within the folder.

        Parameters
        ----------
        folder : str
            The folder; its last parts are enough where only one path of the mirror ends with them.

        Returns
        -------
        dict of str to str
            Empty where there is no such folder.

        Raises
        ------
        StudyError
            Several folders end with that path.
        """
        base = whose_folder(list(self.files), folder, f"The mirror {self.folder}")
        return {path: path.removeprefix(base) for path in self.files if path.startswith(base)}

    def check(self, path: Path) -> None:
        """Make sure that a file found in the mirror is the one its manifest describes.

        Raises
        ------
        StudyError
            The mirror's copy is damaged.
        """
        self.compare(path, sha256_of(path))

    def compare(self, path: Path, found: str) -> None:
        """Make sure that a fingerprint taken of a file of the mirror is the manifest's.

        Raises
        ------
        StudyError
            The mirror's copy is damaged.
        """
        known = self.files[path.relative_to(self.folder or path).as_posix()]
        if found != known:
            raise StudyError(
                f"{path} is damaged: its sha256 is {found}, the mirror's {MANIFEST} says {known}. "
                f"Put a sound copy there and run again."
            )
