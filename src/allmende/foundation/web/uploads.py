"""Files of a posted page while they arrive: kept beside memory and within bounds, and gone with the request.

What cannot be kept is read to its end and dropped, so that the rest of the page, what somebody typed, still arrives.
"""

from __future__ import annotations

import io
import tempfile
from typing import IO, Any, Literal

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

Lost = Literal["", "large", "full"]


class PostedFile(UploadedFile):  # type: ignore[type-arg]  # generic in the stubs alone
    """A file of a posted page. `lost`: why its content was dropped: the page's files are too large, or the disk is full."""

    def __init__(self, file: IO[bytes], name: str, content_type: str, size: int, lost: Lost) -> None:
        super().__init__(file, name, content_type, size)
        self.lost: Lost = lost


class BoundedFiles(FileUploadHandler):
    """Keeps the files of one request up to `MAX_FILES_BYTES` together. Temporary files have no name and end with it."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._received = 0
        self._lost: Lost = ""
        self._file: IO[bytes] = io.BytesIO()

    def new_file(self, *args: Any, **more: Any) -> None:
        super().new_file(*args, **more)
        self._lost = ""
        self._file = tempfile.SpooledTemporaryFile(settings.FILE_UPLOAD_MAX_MEMORY_SIZE)  # noqa: SIM115 - Django closes it

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._received += len(raw_data)
        if self._lost:
            return
        if self._received > settings.MAX_FILES_BYTES:
            self._drop("large")
            return
        try:
            self._file.write(raw_data)
        except OSError:
            self._drop("full")

    def file_complete(self, file_size: int) -> PostedFile:
        self._file.seek(0)
        return PostedFile(self._file, self.file_name or "", self.content_type or "", file_size, self._lost)

    def upload_interrupted(self) -> None:
        self._file.close()

    def _drop(self, why: Lost) -> None:
        self._file.close()
        self._lost, self._file = why, io.BytesIO()


def why_lost(file: UploadedFile[Any]) -> Lost:
    """Why the content of a posted file is not there; empty where it is."""
    return file.lost if isinstance(file, PostedFile) else ""
