"""The policy files that the documents show are good, unless the page shows what is wrong with them."""

import pytest
import tomli

from bot.cli import exits
from bot.cli.demo.scenarios import DEFAULT, SCENARIOS
from bot.cli.main import main
from tests.documents.pages import DOCS, PAGES, README, ROOT, fenced

SHOWN = [
    pytest.param(page, block, id=f"{page.name}: {block.name}")
    for page in PAGES
    for block in fenced(page)
    if block.language == "toml"
]


@pytest.mark.parametrize(("page", "block"), SHOWN)
def test_check_judges_a_policy_as_its_page_does(page, block, tmp_path, capsys):
    path = tmp_path / (block.name or "config.toml")
    path.write_text(block.text)
    wrong = f"{path.name} has mistakes" in page.read_text()
    assert main(["check", str(path)]) == (exits.MISTAKES if wrong else exits.OK), capsys.readouterr()


def test_the_first_policies_are_shown():
    assert {page.name for page, _ in (case.values for case in SHOWN)} >= {"README.md", "install.md", "policy.md"}


def choices(text):
    (source,) = tomli.loads(text)["slack_alert_source"]
    return [(policy["id"], policy.get("name")) for policy in source["escalation_policy"]]


def test_readme_policy_page_example_and_demo_show_the_same_choices():
    texts = [
        block.text for page in (README, DOCS / "policy.md") for block in fenced(page) if block.name == "config.toml"
    ]
    texts += [(ROOT / "config.example.toml").read_text(), SCENARIOS[DEFAULT].policy.read_text()]
    assert len(texts) == 4
    assert all(choices(text) == choices(texts[0]) for text in texts)
