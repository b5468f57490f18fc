"""Files in the formats of the Gene Expression Omnibus, as a group would download them."""

from pathlib import Path

import pandas as pd

from sonogenomics.simulation.arrays import Array

Characteristics = dict[str, list[str]]  # field to its value in each sample, in order


def write_soft(path: Path, accession: str, array: Array, fields: Characteristics) -> None:
    """Write a SOFT family file: the platform with its probes, then every sample.

    Parameters
    ----------
    path : Path
    accession : str
        Of the series; platform and samples are named after it.
    array : Array
    fields : dict
        Characteristics of each sample.
    """
    samples = list(array.signals.columns)
    lines = [
        "^DATABASE = GeoMiame",
        "!Database_name = simulated, in the format of Gene Expression Omnibus (GEO)",
        f"^SERIES = {accession}",
        f"!Series_title = Simulated breast tumours {accession}",
        f"!Series_geo_accession = {accession}",
        *(f"!Series_sample_id = {sample}" for sample in samples),
        f"!Series_platform_id = {accession}-GPL",
        *_platform(f"{accession}-GPL", array.annotation),
    ]
    for number, sample in enumerate(samples):
        told = [f"{field}: {values[number]}" for field, values in fields.items()]
        lines += _sample(sample, f"{accession}-GPL", told, array.signals[sample])
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_series_matrix(path: Path, accession: str, array: Array, fields: Characteristics) -> None:
    """Write a series matrix: what is known of each sample, then one row per probe (raw scale).

    Parameters
    ----------
    path : Path
    accession : str
    array : Array
        Log2; written as intensities.
    fields : dict
        Characteristics of each sample.
    """
    samples = list(array.signals.columns)
    head = [
        f'!Series_title\t"Simulated breast tumours {accession}"',
        f'!Series_geo_accession\t"{accession}"',
        f'!Series_platform_id\t"{accession}-GPL"',
        "",
        _quoted("!Sample_title", [f"tumour {number + 1}" for number in range(len(samples))]),
        _quoted("!Sample_geo_accession", samples),
        *(
            _quoted("!Sample_characteristics_ch1", [f"{field}: {value}" for value in values])
            for field, values in fields.items()
        ),
        "!series_matrix_table_begin",
        _quoted('"ID_REF"', samples),
    ]
    rows = (2**array.signals).to_csv(sep="\t", header=False, float_format="%.1f", quoting=0)
    path.write_text("\n".join(head) + f"\n{rows}!series_matrix_table_end\n", encoding="utf-8")


def _quoted(name: str, values: list[str]) -> str:
    return "\t".join([name, *(f'"{value}"' for value in values)])


def _platform(name: str, annotation: pd.DataFrame) -> list[str]:
    return [
        f"^PLATFORM = {name}",
        f"!Platform_title = Simulated array {name}",
        f"!Platform_geo_accession = {name}",
        "!Platform_technology = in situ oligonucleotide",
        "!Platform_organism = Homo sapiens",
        *(f"#{column} = {column}" for column in annotation.columns),
        "!platform_table_begin",
        *annotation.to_csv(sep="\t", index=False).splitlines(),
        "!platform_table_end",
    ]


def _sample(name: str, platform: str, told: list[str], values: pd.Series) -> list[str]:
    return [
        f"^SAMPLE = {name}",
        f"!Sample_title = {name}",
        f"!Sample_geo_accession = {name}",
        "!Sample_source_name_ch1 = breast tumour",
        *(f"!Sample_characteristics_ch1 = {line}" for line in told),
        f"!Sample_platform_id = {platform}",
        f"!Sample_data_row_count = {len(values)}",
        "#ID_REF = probe",
        "#VALUE = log2 intensity",
        "!sample_table_begin",
        "ID_REF\tVALUE",
        *values.to_csv(sep="\t", header=False, float_format="%.3f", na_rep="null").splitlines(),
        "!sample_table_end",
    ]
