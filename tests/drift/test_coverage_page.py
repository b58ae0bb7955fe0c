"""docs/coverage.md is what docs/write_coverage.py writes."""

from __future__ import annotations


def test_the_coverage_page_is_up_to_date(coverage):
    # It is made of our own tables alone, so that another botocore does not change it.
    assert coverage.PAGE.read_text(encoding="utf-8") == coverage.coverage(), "run: python docs/write_coverage.py"


def test_the_readme_tells_the_same(coverage):
    assert coverage.README.read_text(encoding="utf-8") == coverage.readme(), "run: python docs/write_coverage.py"
    assert "187 of 187 operations" in coverage.readme()


def test_news_are_the_operations_that_nobody_has_decided_about(coverage, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["write_coverage.py", "--news"])
    answered = coverage.answered

    def forgetful(api):
        return {name: home for name, home in answered(api).items() if (api, name) != ("sesv2", "send_email")}

    monkeypatch.setattr(coverage, "answered", forgetful)

    assert coverage.main() == 1
    assert "sesv2.send_email" in capsys.readouterr().out.split()


def test_no_news_end_well(coverage, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["write_coverage.py", "--news"])
    monkeypatch.setattr(coverage, "news", list)

    assert coverage.main() == 0
    assert capsys.readouterr().out.strip() == ""
