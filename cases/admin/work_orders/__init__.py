"""Work between departments, what experts are asked, and how both are set up."""
