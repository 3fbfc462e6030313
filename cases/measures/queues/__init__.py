"""What waits where: queues and their pages, work orders, a person's needs, a store's day."""
