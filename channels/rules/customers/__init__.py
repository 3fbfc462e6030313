"""Who somebody is: found by contacts, greeted, proved, one person in several rows, what they like."""
