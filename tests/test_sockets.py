"""tests/sockets.py: kernels that can't take one another's address, and that say why they died."""

import os

import nbval.kernel
import pytest
import sockets
import zmq


@pytest.mark.skipif(not zmq.has("ipc"), reason="no sockets in files on this system")
def test_every_kernel_has_an_address_of_its_own():
    running = [sockets.start_new_kernel(kernel_name="python3") for _ in range(2)]
    try:
        addresses = [manager.ip for manager, _ in running]
        assert len(set(addresses)) == 2
        assert all(manager.transport == "ipc" for manager, _ in running)
        for _, client in running:
            assert client.execute_interactive("1 + 1", timeout=60)["content"]["status"] == "ok"
    finally:
        for manager, client in running:
            client.stop_channels()
            manager.shutdown_kernel(now=True)


def test_a_kernel_that_dies_says_why(tmp_path):
    (tmp_path / "ipykernel_launcher.py").write_text("raise SystemExit('no room for this one')\n")
    with pytest.raises(RuntimeError, match="died before replying") as caught:
        sockets.start_new_kernel(
            kernel_name="python3", env={**os.environ, "PYTHONPATH": str(tmp_path)}
        )
    assert "no room for this one" in "".join(caught.value.__notes__)


def test_nbval_starts_its_kernels_here():
    assert nbval.kernel.start_new_kernel is sockets.start_new_kernel
    runs = nbval.kernel.RunningKernel(nbval.kernel.CURRENT_ENV_KERNEL_NAME)
    try:
        assert runs.kc.is_alive()
    finally:
        runs.stop()
