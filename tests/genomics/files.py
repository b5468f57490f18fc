"""Small files in GEO's formats, written by hand."""

import gzip
from collections.abc import Mapping, Sequence
from pathlib import Path


def soft(
    values: Mapping[str, Mapping[str, object]],
    fields: Mapping[str, Sequence[str]],
    platform: Sequence[tuple[str, str]] = (),
    platform_of: Mapping[str, str] | None = None,
) -> str:
    """A SOFT family file: sample -> probe -> value, sample -> characteristics, probe and symbol."""
    lines = ["^DATABASE = GeoMiame", "!Database_name = GEO", "^SERIES = GSE1"]
    lines += ["!Series_title = toy", *(f"!Series_sample_id = {name}" for name in fields)]
    lines += ["^PLATFORM = GPL570", "!Platform_title = toy"]
    if platform:
        lines += ["#ID = probe", "#Gene Symbol = gene"]
        lines += ["!platform_table_begin", "ID\tGene Symbol"]
        lines += [f"{probe}\t{symbol}" for probe, symbol in platform] + ["!platform_table_end"]
    for number, (name, characteristics) in enumerate(fields.items(), 1):
        rows = values.get(name, {})
        lines += [f"^SAMPLE = {name}", f"!Sample_title = T{number}"]
        lines += [f"!Sample_geo_accession = {name}"]
        lines += [f"!Sample_platform_id = {(platform_of or {}).get(name, 'GPL570')}"]
        lines += [f"!Sample_characteristics_ch1 = {text}" for text in characteristics]
        lines += [f"!Sample_data_row_count = {len(rows)}"]
        if rows:
            lines += ["#ID_REF = probe", "#VALUE = log2"]
            lines += ["!sample_table_begin", "ID_REF\tVALUE"]
            lines += [f"{probe}\t{value}" for probe, value in rows.items()]
            lines += ["!sample_table_end"]
    return "\n".join(lines) + "\n"


def series_matrix(
    values: Mapping[str, Sequence[object]], fields: Mapping[str, Sequence[str]]
) -> str:
    """A series matrix: probe -> one value a sample, field line -> one value a sample."""
    lines = ['!Series_title\t"toy"', ""]
    for name, texts in fields.items():
        lines.append(f"!Sample_{name}\t" + "\t".join(f'"{text}"' for text in texts))
    header = "\t".join(f'"{name}"' for name in fields["geo_accession"])
    lines += ["!series_matrix_table_begin", f'"ID_REF"\t{header}']
    lines += [f'"{probe}"\t' + "\t".join(map(str, row)) for probe, row in values.items()]
    return "\n".join([*lines, "!series_matrix_table_end"]) + "\n"


def gzipped(path: Path, text: str) -> Path:
    """Write text gzipped."""
    path.write_bytes(gzip.compress(text.encode()))
    return path
