"""Radiogenomics of ultrasound: from lesion texture to gene function to diagnosis.

Research use only, not for diagnosis; it does not replace histology, IHC or ISH.
"""

import os

__version__ = "0.1.0"

# Hospital data stay at home: the tracking tools' telemetry is off before any of them is imported.
for _switch in ("MLFLOW_DISABLE_TELEMETRY", "DO_NOT_TRACK", "DVC_NO_ANALYTICS"):
    os.environ.setdefault(_switch, "true")
# A registry is a place others write to: nothing loaded from it may be a pickle.
os.environ.setdefault("MLFLOW_ALLOW_PICKLE_DESERIALIZATION", "false")
