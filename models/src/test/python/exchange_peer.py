"""Loads what Tench exports with torchvision and ONNX's own checker, and makes files for it to import.

usage: python exchange_peer.py load FILE.safetensors MODEL INPUT.f32 CHANNELS SIZE OUTPUT.f32
       python exchange_peer.py make FILE.safetensors MODEL INPUT.f32 CHANNELS SIZE OUTPUT.f32
       python exchange_peer.py check FILE.onnx
MODEL is a name in torchvision.models with 7 classes; the .f32 files are raw float32. `load` prints the
largest difference between OUTPUT and the model's own probabilities; `make` writes FILE and OUTPUT.
"""

import sys

CLASSES = 7


def probabilities(model, path, channels, size):
    import numpy
    import torch

    images = numpy.fromfile(path, dtype="<f4").reshape(-1, channels, size, size)
    with torch.no_grad():
        return torch.softmax(model.eval()(torch.from_numpy(images)), 1).numpy()


def load(file, name, images, channels, size, output):
    import numpy
    import torchvision
    from safetensors.torch import load_file

    model = torchvision.models.get_model(name, num_classes=CLASSES)
    model.load_state_dict(load_file(file), strict=True)
    expected = numpy.fromfile(output, dtype="<f4").reshape(-1, CLASSES)
    print(numpy.abs(probabilities(model, images, channels, size) - expected).max())


def make(file, name, images, channels, size, output):
    import torch
    import torchvision
    from safetensors.torch import save_file

    torch.manual_seed(5)
    model = torchvision.models.get_model(name, num_classes=CLASSES)
    for key, values in model.state_dict().items():
        if key.endswith(("running_mean", "running_var")):
            values.copy_(torch.rand_like(values) + 0.5)
    save_file(model.state_dict(), file)
    probabilities(model, images, channels, size).tofile(output)


def check(file):
    import onnx

    onnx.checker.check_model(file, full_check=True)
    print(onnx.load(file, load_external_data=False).opset_import[0].version)


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    if command == "check":
        check(*arguments)
    else:
        file, name, images, channels, size, output = arguments
        {"load": load, "make": make}[command](file, name, images, int(channels), int(size), output)
