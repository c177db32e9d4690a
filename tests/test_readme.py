"""README's example runs as it stands, on a file of one's own."""

import re

from course_lib.lessons.maintenance import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def test_the_example_runs(tmp_path, monkeypatch, capsys):
    (example,) = re.findall(r"^```python\n(.+?)^```", README, re.M | re.S)
    smaller = {"2000": "2, warmup=0, chunk=2", "hidden=128": "hidden=8", "how are you": "one two"}
    for large, small in smaller.items():
        assert large in example
        example = example.replace(large, small)
    lines = [f"one{' two' * (n % 3)}\teins{' zwei' * (n % 3)}" for n in range(200)]
    (tmp_path / "pairs.tsv").write_text("\n".join(lines))
    monkeypatch.chdir(tmp_path)
    exec(example, {})
    answer = capsys.readouterr().out.splitlines()[-1]  # below the progress bar
    assert set(answer.split()) <= {"eins", "zwei", "<unk>"}
