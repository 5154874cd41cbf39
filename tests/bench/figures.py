"""A figure as the tables show it, and the tables."""

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

CPU_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Figure:
    """One line: what was measured, what came out, what was aimed at, and whether it was met (None: no aim)."""

    what: str
    measured: str
    aim: str = ""
    is_met: bool | None = None

    @property
    def verdict(self) -> str:
        """Return the last cell: a miss is written as one."""
        return {True: "met", False: "**missed**", None: ""}[self.is_met]


def table(title: str, figures: Sequence[Figure]) -> str:
    """Return one section in Markdown."""
    lines = [f"## {title}", "", "| what | measured | aim | |", "|---|---|---|---|"]
    lines += [f"| {f.what} | {f.measured} | {f.aim} | {f.verdict} |" for f in figures]
    return "\n".join(lines) + "\n"


def median_of(values: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that a share (0 to 1) of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def machine() -> str:
    """Return what this was run on, in a line, with no name of it."""
    model = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "CPU"
    )
    memory_kb = next(int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal"))
    return f"{os.cpu_count()} cores ({model}), {memory_kb // 2**20} GiB, Python {platform.python_version()}"


def cpu_seconds(pid: int) -> float:
    """Return the CPU time that a process has used so far, all its threads together."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / CPU_TICKS


def resident_mb(pid: int) -> float:
    """Return the memory that a process holds now, in MB."""
    line = next(line for line in _lines(f"/proc/{pid}/status") if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines()
