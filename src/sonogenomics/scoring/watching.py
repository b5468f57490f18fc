"""An alias is looked at again and again; when it moves, the next version takes over."""

import logging
import threading
from collections.abc import Callable

from sonogenomics.errors import StudyError
from sonogenomics.scoring.served import Served, Shelf

log = logging.getLogger("sonogenomics.scoring")
PERIOD_SECONDS = 5.0


class Watch:
    """Follow one alias, beside the requests.

    The version in service stays while the registry does not answer, and while the next version
    cannot be loaded; both are told in the log, once.

    Parameters
    ----------
    shelf : Shelf
        Where the model stands.
    served : Served
        Model and version in service.
    version_of : callable
        From models:/name@alias to the version that holds it now; may block, may fail.
    take : callable
        From models:/name@alias and a version to the model.
    seconds : float
        Between two looks.
    """

    def __init__(
        self,
        shelf: Shelf,
        served: Served,
        version_of: Callable[[str], str],
        take: Callable[[str, str], Served],
        seconds: float = PERIOD_SECONDS,
    ) -> None:
        self._shelf, self._served, self._seconds = shelf, served, seconds
        self._version_of, self._take = version_of, take
        self._ended, self._complaint = threading.Event(), ""

    def begin(self) -> None:
        """Look from now on, in a thread that does not hold up the server's end."""
        threading.Thread(target=self._watch, name="watch", daemon=True).start()

    def end(self) -> None:
        """Look no more."""
        self._ended.set()

    def look(self) -> None:
        """Look once."""
        where = self._served.where
        try:
            version = self._version_of(where)
            if version != self._served.version:
                self._served = self._take(where, version)
                self._shelf.put(self._served)
                log.warning("%s is version %s from now on.", where, version)
            self._complaint = ""
        except Exception as error:
            self._complain(error)

    def _complain(self, error: Exception) -> None:
        why = str(error) if isinstance(error, StudyError) else type(error).__name__
        if why != self._complaint:
            served = self._served
            log.warning("%s stays at version %s: %s", served.where, served.version, why)
        self._complaint = why

    def _watch(self) -> None:
        while not self._ended.wait(self._seconds):
            self.look()
