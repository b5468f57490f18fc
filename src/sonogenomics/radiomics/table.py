"""A table of URFs made elsewhere becomes patients x features, or a list of its faults."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sonogenomics.errors import StudyError, listed
from sonogenomics.radiomics.faults import feature_faults, patient_faults, value_faults
from sonogenomics.radiomics.names import PUBLISHED, is_feature
from sonogenomics.study import UrfTable

SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";"}
NOTES = "diagnostics_"  # PyRadiomics' remarks on image and software, beside its features


@dataclass(frozen=True)
class Cells:
    """What a URF table holds, as written: patients x features, texts.

    Attributes
    ----------
    file : str
        Its name, for messages.
    texts : DataFrame of str, patients x features
        Missing cells are NaN; names may still be doubled.
    n_nameless : int
        Rows (or columns) of patients without a name; not in `texts`, unless they were given one.
    """

    file: str
    texts: pd.DataFrame
    n_nameless: int

    @property
    def patients(self) -> list[str]:
        """Patients in the file's order."""
        return [str(name) for name in self.texts.index]


@dataclass(frozen=True)
class FeatureChoice:
    """Which columns of the table are used, and how many are not.

    Attributes
    ----------
    names : tuple of str
        Features used, in the table's order.
    n_left_out : int
        Columns of the table that are not used.
    n_missing : int
        Features of the published study that the table lacks.
    """

    names: tuple[str, ...]
    n_left_out: int
    n_missing: int


def read_cells(path: Path, layout: UrfTable, call_nameless: str | None = None) -> Cells:
    r"""Read a table of URFs as it is written, patients in rows, nothing judged yet.

    A patient without a name (an empty header cell) is unknown: dropped and counted, unless a name
    is given.

    Parameters
    ----------
    path : Path
        Text file, UTF-8 with or without byte-order mark, any line ends.
    layout : UrfTable
        Orientation and separator, as study.yaml declares them.
    call_nameless : str, optional
        Keep patients without a name, in their place, and call them so.

    Returns
    -------
    Cells

    Raises
    ------
    StudyError
        Not text, not a table, or without any cell.

    Examples
    --------
    >>> import tempfile
    >>> layout = UrfTable(source="urfs", orientation="features_in_rows", separator="tab")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "urfs.txt")
    ...     _ = path.write_text("feature\tP1\t\noriginal_glcm_Idm\t0.5\t0.7\n")
    ...     cells = read_cells(path, layout)
    >>> cells.patients, cells.n_nameless
    (['P1'], 1)
    """
    grid = _grid(path, SEPARATORS[layout.separator])
    if layout.orientation == "features_in_rows":
        grid = grid.T
    names = grid.iloc[1:, 0].str.strip()
    nameless = names.isna() | (names == "")
    n_nameless = int(nameless.sum())
    if call_nameless is not None:
        names, nameless = names.mask(nameless, call_nameless), nameless & False
    features = grid.iloc[0, 1:].fillna("").str.strip()
    texts = pd.DataFrame(
        grid.iloc[1:, 1:].to_numpy(dtype=object)[~nameless.to_numpy()],
        index=pd.Index(names[~nameless].tolist(), dtype="str", name="patient_id"),
        columns=features.tolist(),
    )
    return Cells(path.name, texts, n_nameless)


def _grid(path: Path, separator: str) -> pd.DataFrame:
    try:
        grid = pd.read_csv(path, sep=separator, header=None, dtype=str, encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise StudyError(f"{path.name} is not UTF-8 text: save it as such.") from None
    except FileNotFoundError:
        raise StudyError(f"{path} is missing: run the stage sources first.") from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise StudyError(
            f"{path.name} is not a table of one width ({str(error).strip()}): "
            "check the file and the separator declared in study.yaml."
        ) from None
    grid = grid.dropna(how="all").dropna(how="all", axis=1)  # spreadsheets leave such edges
    if min(grid.shape) < 2:  # noqa: PLR2004 (a heading and one cell)
        raise StudyError(
            f"{path.name} has {grid.shape[0]} row(s) and {grid.shape[1]} column(s): "
            "check the separator declared in study.yaml."
        )
    return grid


def choose_features(cells: Cells, feature_set: str) -> FeatureChoice:
    """Choose the columns that are used: every feature, or the 86 of the published study.

    PyRadiomics' own notes (`diagnostics_...`) are no features: left out, and counted.

    Parameters
    ----------
    cells : Cells
        The table as read.
    feature_set : {'published', 'all'}
        `published` keeps those of the 86 that are present.

    Raises
    ------
    StudyError
        Nothing would be left.
    """
    published = set(PUBLISHED)
    kept = [str(name) for name in cells.texts.columns if not str(name).startswith(NOTES)]
    if feature_set == "published":
        _refuse_none_of(published, kept, cells.file)
        # a name that PyRadiomics does not know stays, so that it is told of and not passed over
        kept = [name for name in kept if name in published or not is_feature(name)]
    n_left_out = cells.texts.shape[1] - len(kept)
    return FeatureChoice(tuple(kept), n_left_out, len(published - set(kept)))


def _refuse_none_of(published: set[str], names: list[str], file: str) -> None:
    if not published & set(names):
        raise StudyError(
            f"{file} has none of the published study's {len(published)} features (it has "
            f"{listed(names, 3)}): set radiomics.feature_set to all in params.yaml, or check the "
            "orientation and separator declared in study.yaml."
        )


def measured_urfs(
    cells: Cells,
    choice: FeatureChoice,
    included: Sequence[str],
    listed_patients: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Numbers of the included patients, once every fault of the table has been ruled out.

    Names are judged over the whole table, values over the included patients only, so that a
    patient who left the study earlier cannot stop it.

    Parameters
    ----------
    cells : Cells
        The table as read.
    choice : FeatureChoice
        Features that are used.
    included : sequence of str
        Patients of the study, in the order wanted.
    listed_patients : sequence of str, optional
        Everyone on the study's patient list; whoever is in the table must be there.

    Returns
    -------
    DataFrame, patients x features
        float64.

    Raises
    ------
    StudyError
        Every fault at once: a double or unknown patient, a double feature or one that
        PyRadiomics does not know, a cell that is missing, infinite or no number, a feature
        without values or with one value only.
    """
    used = cells.texts.loc[
        cells.texts.index.isin(list(included)), cells.texts.columns.isin(list(choice.names))
    ]
    found = [
        *patient_faults(cells.patients, included, listed_patients),
        *feature_faults(choice.names),
        *value_faults(used),
    ]
    if found:
        raise StudyError(
            f"{cells.file} has {len(found)} fault(s); mend them and run again:\n"
            + "\n".join(f"  {fault}" for fault in found)
        )
    # Python reads the texts, because its reading is correctly rounded
    return used.astype("float64").loc[list(included)].rename_axis(index="patient_id")
