"""The smallest honest row of each model, one module an app."""
