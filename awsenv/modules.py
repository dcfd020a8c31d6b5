"""Where is a module of ours? Beside its package: Python's search is half of what a module costs."""

import marshal
import posix
import sys
from _frozen_importlib import ModuleSpec  # importlib itself would be three more modules
from _frozen_importlib_external import MAGIC_NUMBER, SourceFileLoader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, ModuleType

UNCHANGED = MAGIC_NUMBER + bytes(4)  # and then the time and size of the source
SUFFIX = f".{sys.implementation.cache_tag}.pyc"
LARGEST = 1 << 16  # bytes of a compiled module; larger ones are left to Python


class Loader(SourceFileLoader):
    """Python's own loader, with a short way to what it has compiled before."""

    def __init__(self, name: str, path: str, status: posix.stat_result, compiled: str) -> None:
        self.name, self.path = name, path
        self._status, self._compiled = status, compiled

    def exec_module(self, module: "ModuleType") -> None:
        """Run the module, as it was compiled unless its source has changed since."""
        code = self._known()
        if code is None:
            super().exec_module(module)
        else:
            exec(code, module.__dict__)  # noqa: S102 # as any loader does

    def _known(self) -> "CodeType | None":
        try:
            descriptor = posix.open(self._compiled, posix.O_RDONLY | posix.O_CLOEXEC)
            try:
                data = posix.read(descriptor, LARGEST)
            finally:
                posix.close(descriptor)
        except OSError:
            return None
        source = int(self._status.st_mtime) & 0xFFFFFFFF, self._status.st_size & 0xFFFFFFFF
        head = UNCHANGED + b"".join(number.to_bytes(4, "little") for number in source)
        if not data.startswith(head) or len(data) == LARGEST:
            return None
        return marshal.loads(memoryview(data)[len(head) :])  # type: ignore[no-any-return] # noqa: S302


class Finder:
    """Finds modules of this package that are files of their own; Python's finders look for all others."""

    @staticmethod
    def find_spec(name: str, path: "list[str] | None" = None, _: object = None) -> "ModuleSpec | None":
        """Where the module is: a file or a directory in that of its package."""
        if path is None or not name.startswith("awsenv."):
            return None
        place, last = path[0], name.rpartition(".")[2]
        for folder, stem in ((place, last), (f"{place}/{last}", "__init__")):
            file, compiled = f"{folder}/{stem}.py", f"{folder}/__pycache__/{stem}{SUFFIX}"
            try:
                status = posix.stat(file)
            except OSError:
                continue
            spec = ModuleSpec(name, Loader(name, file, status, compiled), origin=file)
            spec.has_location, spec.cached = True, compiled
            spec.submodule_search_locations = None if folder is place else [folder]
            return spec
        return None


def find_quickly() -> None:
    """Find modules so from now on, if Python keeps what it compiles where it usually does."""
    finders: list[object] = sys.meta_path  # type: ignore[assignment]
    if not (sys.flags.optimize or sys.pycache_prefix or Finder in finders):
        finders.insert(0, Finder)
