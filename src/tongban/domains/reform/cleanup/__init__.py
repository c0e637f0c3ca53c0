"""The clean-up of rule documents (规范性文件清理)."""
