"""What README.md and the pages say is run as it stands there.

- The Python blocks of a page are one file, in order, each at its own lines: what fails names the line of the page.
- A block that begins with a comment with the name of a file (``# settings.py``) is that file.
- A block that begins with a path of this repository (``# sesmock/cloud.py``) is a piece of that file, and is compared.
- A page that defines tests is run by pytest, any other as it is; a mock that it starts is stopped after it.

What is not to be run stands in another fence.
"""

from __future__ import annotations

import ast
import re
import tempfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from sesmock import mock_ses
from sesmock.mock import active
from sesmock.mock.mock import Mock

ROOT = Path(__file__).parents[2]
TEXTS = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in (ROOT / "README.md", *ROOT.glob("docs/*.md"))}

# What a page may import, and the Python or the botocore at hand may have no version of.
OPTIONAL = {"aiobotocore", "aiosmtplib", "anymail", "django", "django_ses", "freezegun", "moto", "requests"}

# Of which the botocore at hand must know something.
NEEDS = {
    "docs/figures.md": "sesv2.GetEmailAddressInsights",
    "docs/tenants.md": "sesv2.PutTenantSuppressionAttributes",
}


def blocks(text):
    """The Python blocks of a page: the line of the page each begins at, the file it names, and what it says."""
    for block in re.finditer(r"(?ms)^```python\n(?:(# ([\w./-]+\.py)\b.*?\n))?(.*?)^```$", text):
        yield text.count("\n", 0, block.start()) + 1, block[2] or "test_page.py", (block[1] or "") + block[3]


def files(text):
    """The files that a page's blocks make."""
    made = {}
    for line, file, block in blocks(text):
        if "/" not in file:
            before = made.get(file, "")
            made[file] = before + "\n" * (line - before.count("\n")) + block
    return made


def count_tests(source):
    """How many tests pytest has to find in a file, at least: parameters make more of one."""
    return sum(
        isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test")
        for outer in ast.parse(source).body
        for node in (outer.body if isinstance(outer, ast.ClassDef) else [outer])
    )


def imported(sources):
    """The packages that files import."""
    for node in [node for source in sources for node in ast.walk(ast.parse(source))]:
        if isinstance(node, ast.Import):
            yield from [alias.name.partition(".")[0] for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            yield node.module.partition(".")[0]


RUN = [page for page, text in TEXTS.items() if files(text)]
PIECES = [(file, block) for text in TEXTS.values() for _, file, block in blocks(text) if "/" in file]


@pytest.fixture
def run(request, monkeypatch, tmp_path, no_aws, strict_warnings):
    """Run the text of a page, in a folder of its own and without an AWS around it."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.chdir(tmp_path)

    def run(page, text):
        sources = files(text)
        for package in OPTIONAL.intersection(imported(sources.values())):
            if find_spec(package) is None:
                pytest.skip(f"{package} is not installed")
        if any(map(count_tests, sources.values())):
            run_tests(sources)
        else:
            [source] = sources.values()
            run_plainly(page, source)

    def run_tests(sources):
        pytester = request.getfixturevalue("pytester")  # not before: it forgets what has been imported meanwhile
        for file, source in sources.items():
            (pytester.path / file).write_text(source, encoding="utf-8")
        plugins = ["-p", "sesmock.pytest_plugin"]
        if any("pytest.mark.asyncio" in source for source in sources.values()):
            plugins += ["-p", "pytest_asyncio.plugin", "-o", "asyncio_default_fixture_loop_scope=function"]
        found = [file for file, source in sources.items() if count_tests(source)]
        result = pytester.runpytest_subprocess(*plugins, "--strict-markers", *strict_warnings, *found)
        outcomes = result.parseoutcomes()
        assert set(outcomes) == {"passed"}
        assert outcomes["passed"] >= sum(map(count_tests, sources.values()))

    def run_plainly(page, source):
        names = {"__name__": "page"}
        try:
            exec(compile(source, str(ROOT / page), "exec"), names)
        finally:
            for mock in names.values():
                if isinstance(mock, Mock):
                    mock.stop()

    yield run
    assert active.clouds == []


@pytest.mark.parametrize("page", RUN)
def test_the_page_runs_as_it_stands(page, run, needs):
    if page in NEEDS:
        needs(NEEDS[page])
    run(page, TEXTS[page])


@pytest.mark.parametrize(("file", "code"), PIECES, ids=[file for file, _ in PIECES])
def test_the_piece_is_in_the_source(file, code):
    def lines(text):  # without the indentation, which a piece of something larger loses on the page
        return "".join(f"{line.strip()}\n" for line in text.splitlines())

    assert lines(code.partition("\n")[2]) in lines((ROOT / file).read_text(encoding="utf-8"))


def test_what_is_told_of_the_misspelt_is_so():
    told = re.findall(r"(?m)^>>> (.*)\n(\w+): (.*)$", TEXTS["docs/pytest.md"])
    with mock_ses() as cloud:
        for call, kind, message in told:
            with pytest.raises(Exception, match=f"^{re.escape(message)}$") as caught:
                eval(call, {"mock_ses": mock_ses, "cloud": cloud})
            assert caught.type.__name__ == kind

    assert len(told) == 4


@pytest.mark.parametrize("page", TEXTS)
def test_the_links_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?://)([^)#]+)(?:#([^)]*))?\)", TEXTS[page])
    files = [(ROOT / page).parent / file for file, _ in links]

    assert [file for file in files if not file.exists()] == []
    assert [link for file, (link, place) in zip(files, links, strict=True) if place and place not in places(file)] == []


def places(file):
    """What can be linked to in a page: its headings, as links write them."""
    headings = re.findall(r"(?m)^#+ (.*)$", file.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_is_linked_from_the_readme():
    linked = set(re.findall(r"\]\((docs/[^)#]+)", TEXTS["README.md"]))

    assert linked == set(TEXTS) - {"README.md"}


def test_a_page_that_is_wrong_is_named_with_its_line(run):
    with pytest.raises(AssertionError) as caught:
        run("README.md", "# Page\n\n```python\none = 1\n```\n\ntext\n\n```python\nassert one == 2\n```\n")

    assert (caught.traceback[-1].path, caught.traceback[-1].lineno + 1) == (ROOT / "README.md", 10)


def test_the_tests_of_a_page_are_run(run):
    library, tests = "# lib.py\none = {}", "import lib\n\n\ndef test_one():\n    assert lib.one == 1"
    page = f"```python\n{library}\n```\n\n```python\n{tests}\n```\n"
    run("README.md", page.format(1))
    with pytest.raises(AssertionError):
        run("README.md", page.format(22))  # longer: within a second Python may not see that a file has changed


def test_a_mock_that_a_page_starts_ends_with_it(run):
    run("README.md", "```python\nimport sesmock\n\nmock = sesmock.mock_ses()\ncloud = mock.start()\n```\n")

    assert active.clouds == []
