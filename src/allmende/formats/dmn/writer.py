def write(model):
    raise NotImplementedError
