"""The forms of cases' doors."""
