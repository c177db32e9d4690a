"""Problem set 2: answers to each problem, as students write them."""
