"""The learner: reads texts by what people decided before; fitted by a worker, served with numpy alone."""
