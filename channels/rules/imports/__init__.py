"""What comes many at a time: files of reviews and of purchases, feeds that are asked when due."""
