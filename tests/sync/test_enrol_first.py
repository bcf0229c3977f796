"""The first workstation of a county, from the command line: what it has goes up, and it says so."""

from console.app import clerk
from console.app.enrolling import Asked, enrol
from db import keys
from tests.support.world import HandClock


def test_who_makes_the_county_up_reads_how_much_of_it_has_still_to_go_up(
    tmp_path, end, capsys, monkeypatch
):
    place = keys.KeyPlace(tmp_path / "keys", use_keyring=False)
    monkeypatch.setattr(clerk.keys, "KeyPlace", lambda *_folder, **_more: place)
    monkeypatch.setattr(clerk, "SystemClock", HandClock)
    asked = Asked(gateway=end.url, code=end.invite("指挥席"), name="指挥席", demo=True)
    assert enrol(tmp_path / "first", asked) == 0
    said = capsys.readouterr().out
    before, after = said.split("正在报到省平台。")
    assert "县里还没有数据" in before
    assert "正在上报,还有 0 组" in after
    assert "正在取回" not in after
    assert "演示县已报到省平台" in after
