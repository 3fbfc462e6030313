"""The page of one case: its workspace, buttons, dialogs and composer, and how its parts are drawn."""
