"""The forms of channels' doors."""
