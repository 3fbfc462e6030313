"""What people of ours enter: calls, boxes of paper with their scans, talks."""
