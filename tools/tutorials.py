"""Does what pages of docs/ tell the reader to do, and compares what they show with what comes.

    tools/tutorials.py [--program build/corredor] [--renew] PAGE.md...
    tools/tutorials.py --copy-blocks PAGE.md TRANSLATION.md

In an empty folder, from the first block to the last: a block with a title is saved under it, `sh` blocks and `python`
blocks are run (the latter in one session), and a `text` block is a part of what the last of them printed. A line `…` in
it stands for any lines, `…` within a line for anything. A block after a comment `<!-- not run: why -->` is left alone.
A command may fail only where the page shows an error. With --renew the shown lines are replaced by those that came, found
by their words. --copy-blocks puts the commands and outputs of a page into its translation.
"""

import argparse
import contextlib
import io
import os
import re
import subprocess
import sys
import tempfile
import traceback
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(r"(<!-- not run[^\n]*\n)?^```(\w+)([^\n]*)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)
ELISION = "…"
NUMBER = re.compile(r"[-+±]?\d[\d,.:-]*")


@dataclass
class Output:
    """What a block printed, and whether it failed."""

    text: str
    failed: bool = False


class Reader:
    """Somebody who does what a page says, in a folder of their own."""

    def __init__(self, folder: Path, program: Path | None) -> None:
        self._folder = folder
        self._session: dict[str, object] = {"__name__": "__main__"}
        self._environment = {**os.environ, "COLUMNS": "120"}
        if program:
            self._environment["PATH"] = f"{program.parent}{os.pathsep}{os.environ['PATH']}"

    def save(self, name: str, text: str) -> None:
        """Save a file."""
        (self._folder / name).write_text(text, encoding="utf-8")

    def run(self, language: str, text: str) -> Output:
        """Run a block."""
        return self._run_shell(text) if language == "sh" else self._run_python(text)

    def _run_shell(self, text: str) -> Output:
        done = subprocess.run(
            ["bash", "-e", "-c", text],
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            encoding="utf-8",
            check=False,
        )
        return Output(done.stdout, done.returncode != 0)

    def _run_python(self, text: str) -> Output:
        printed = io.StringIO()
        with contextlib.chdir(self._folder), contextlib.redirect_stdout(printed):
            try:
                exec(compile(text, "<page>", "exec"), self._session)  # noqa: S102
            except Exception:
                return Output(printed.getvalue() + traceback.format_exc(), failed=True)
        return Output(printed.getvalue())


def is_part(shown: str, came: str) -> bool:
    """Tell whether what a page shows stands in what came, however wide the columns are."""
    pattern = "^"
    for line in shown.strip().splitlines():
        if line.strip() == ELISION:
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*?".join(re.escape(part) for part in _narrow(line).split(ELISION)) + r"\n"
    lines = "".join(_narrow(line) + "\n" for line in came.strip().splitlines())
    return re.search(pattern, lines, flags=re.MULTILINE) is not None


def _narrow(line: str) -> str:
    return re.sub(" {2,}", " ", line.rstrip())


def renewed(shown: str, came: str) -> str:
    """Put the lines that came in the place of those shown, line by line by their words."""
    rest = iter(came.splitlines())
    lines = []
    for line in shown.splitlines():
        if line.strip() == ELISION:
            lines.append(line)
        else:
            lines.append(next((other.rstrip() for other in rest if _words(other) == _words(line)), line))
    return "\n".join(lines) + "\n"


def _words(line: str) -> list[str]:
    return NUMBER.sub("#", line).replace("∞", "#").split()


def follow(page: Path, program: Path | None, *, renew: bool) -> list[str]:
    """Do what a page says; gives what went otherwise than it says."""
    problems: list[str] = []
    text = page.read_text(encoding="utf-8")
    made = text
    with tempfile.TemporaryDirectory(prefix="corredor-page-") as folder:
        reader = Reader(Path(folder), program)
        last = Output("")
        for left_alone, language, options, body in BLOCK.findall(text):
            title = re.search(r'title="([^"]+)"', options)
            if left_alone:
                continue
            if title:
                reader.save(title.group(1), body)
            elif language in ("sh", "python"):
                last = reader.run(language, body)
                if last.failed and "rror:" not in _shown_after(body, text):
                    problems.append(f"this failed\n{body}\nwith\n{last.text}")
            elif language == "text" and not is_part(body, last.text):
                if renew:
                    made = made.replace(body, renewed(body, last.text), 1)
                else:
                    problems.append(f"it shows\n{body}\nbut there came\n{last.text}")
    if renew and not problems:
        page.write_text(made, encoding="utf-8")
    return problems


def _shown_after(body: str, text: str) -> str:
    found = re.match(r"```\s*```text\n(.*?)^```", text.split(body, 1)[1], flags=re.MULTILINE | re.DOTALL)
    return found.group(1) if found else ""


def run_blocks(text: str) -> list[str]:
    """Give the commands and outputs of a page, in order."""
    found = BLOCK.findall(text)
    return [body for left_alone, language, _, body in found if language in ("sh", "text") and not left_alone]


def with_blocks(text: str, blocks: list[str]) -> str:
    """Put commands and outputs into a page, in order."""
    rest = iter(blocks)

    def put(block: re.Match[str]) -> str:
        left_alone, language, options, _ = block.groups()
        if left_alone or language not in ("sh", "text"):
            return block.group(0)
        return f"```{language}{options}\n{next(rest)}```"

    return BLOCK.sub(put, text)


def main() -> int:
    """Follow pages."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--copy-blocks", action="store_true")
    parser.add_argument("--program", type=Path)
    parser.add_argument("--renew", action="store_true")
    parser.add_argument("pages", type=Path, nargs="+")
    arguments = parser.parse_args()
    if arguments.copy_blocks:
        page, translation = arguments.pages
        made = with_blocks(translation.read_text(encoding="utf-8"), run_blocks(page.read_text(encoding="utf-8")))
        translation.write_text(made, encoding="utf-8")
        return 0
    program = arguments.program.resolve() if arguments.program else None
    wrong = 0
    for page in arguments.pages:
        for problem in follow(page, program, renew=arguments.renew):
            print(f"{page}: {problem}", file=sys.stderr)
            wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
