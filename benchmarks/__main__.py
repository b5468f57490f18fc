"""make bench: each speed beside the usual way, measured in the same run."""

import importlib
import sys

from rich.console import Console
from rich.table import Table

BENCHES = (
    "association",
    "paired",
    "enrichment",
    "chance",
    "resampling",
    "radiomics",
    "masks",
    "nested",
    "replication",
    "serving",
    "serving_image",
)


def main(names: list[str]) -> None:
    """Run the named benches (all by default) and print one row a comparison."""
    table = Table("what", "seconds", "against", "seconds ", "ratio", "target", "met", "note")
    for name in names or BENCHES:
        for row in importlib.import_module(f"benchmarks.bench_{name}").run():
            table.add_row(
                row.what,
                f"{row.seconds:.3g}",
                row.against,
                f"{row.against_seconds:.3g}",
                f"{row.ratio:.3g}",
                row.target,
                "yes" if row.met else "no",
                row.note,
            )
    Console(width=200).print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
