"""The only rooms from which this site speaks to the network: one module for each way of speaking."""
