"""An agent at a case: the steps that may be taken, drafts and files begun, notes, views, who is there."""
