"""Files that are whole or not there."""

import errno
import os
import stat

import pytest

from course_lib.devices.whole_files import write_whole


def test_others_may_read_what_the_umask_lets_them(tmp_path):
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "new" / "file", lambda file: file.write(b"all"))
    finally:
        os.umask(before)
    assert (tmp_path / "new" / "file").read_bytes() == b"all"
    assert stat.S_IMODE((tmp_path / "new" / "file").stat().st_mode) == 0o640


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt()])
def test_a_full_disk_or_an_interrupt_leaves_the_old_file_and_no_other(tmp_path, error):
    def half(file):
        file.write(b"ha")
        raise error

    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises(type(error)):
        write_whole(tmp_path / "file", half)
    assert (tmp_path / "file").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["file"]
