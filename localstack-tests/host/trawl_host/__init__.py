"""LocalStack's plugins for a machine without Docker."""
