"""What holds for the file of every shipped case."""

import pytest
from houqin.model.origin import origin
from houqin.scenarios.read import templates

CASES = sorted(templates())


@pytest.mark.parametrize("name", CASES)
def test_every_number_has_a_source(shipped, name):
    """No number stands in the file without saying where it comes from."""
    _, leaves, scenario = shipped(name)
    assert len(leaves) > 200
    assert [path for path, _ in leaves if origin(scenario, *path) not in scenario.sources] == []


@pytest.mark.parametrize("name", CASES)
def test_survives_a_chinese_console(shipped, name):
    """The file can be saved as GBK and comes back unchanged."""
    text = shipped(name)[0]
    assert text.encode("gbk").decode("gbk") == text
