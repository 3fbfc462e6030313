"""What the parts of a mail hold: texts, HTML, files, and what winmail.dat hides."""
