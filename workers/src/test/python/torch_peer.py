"""Images per second of the training step in PyTorch eager, channels last: the peer of StepBench.

usage: python torch_peer.py ARCHITECTURE SIZE BATCH THREADS STEPS
Needs torch alone (torchvision's ResNets are written out below with its own structure).
"""

import resource
import statistics
import sys
import time

import torch
from torch import nn

CLASSES = 100
WARM_UP = 3


def convolution(inputs, outputs, size, stride=1):
    return nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False)


class Shortcut(nn.Module):
    """Option A of CIFAR's ResNets: every second pixel, and zeros for the new channels."""

    def forward(self, x):
        pooled = nn.functional.avg_pool2d(x, 1, 2)
        return torch.cat([pooled, pooled * 0], 1)


class Block(nn.Module):
    def __init__(self, inputs, width, stride, expansion, option_a=False):
        super().__init__()
        outputs = width * expansion
        if expansion == 1:
            layers = [convolution(inputs, width, 3, stride), nn.BatchNorm2d(width)]
            layers += [nn.ReLU(inplace=True), convolution(width, outputs, 3), nn.BatchNorm2d(outputs)]
        else:
            layers = [convolution(inputs, width, 1), nn.BatchNorm2d(width), nn.ReLU(inplace=True)]
            layers += [convolution(width, width, 3, stride), nn.BatchNorm2d(width)]
            layers += [nn.ReLU(inplace=True), convolution(width, outputs, 1), nn.BatchNorm2d(outputs)]
        self.body = nn.Sequential(*layers)
        self.relu = nn.ReLU(inplace=True)
        self.shortcut = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.shortcut = (
                Shortcut()
                if option_a
                else nn.Sequential(convolution(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs))
            )

    def forward(self, x):
        y = self.body(x)
        y += self.shortcut(x)
        return self.relu(y)


def stages(inputs, widths, blocks, expansion, option_a=False):
    layers = []
    for stage, (width, count) in enumerate(zip(widths, blocks)):
        for block in range(count):
            stride = 2 if stage > 0 and block == 0 else 1
            layers.append(Block(inputs, width, stride, expansion, option_a))
            inputs = width * expansion
    return layers + [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, CLASSES)]


def network(name):
    if name == "resnet-20":
        stem = [convolution(3, 16, 3), nn.BatchNorm2d(16), nn.ReLU(inplace=True)]
        return nn.Sequential(*stem, *stages(16, (16, 32, 64), (3, 3, 3), 1, option_a=True))
    blocks, expansion = {"resnet-18": ((2, 2, 2, 2), 1), "resnet-50": ((3, 4, 6, 3), 4)}[name]
    stem = [convolution(3, 64, 7, 2), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
    return nn.Sequential(*stem, *stages(64, (64, 128, 256, 512), blocks, expansion))


def main():
    name, size, batch, threads, steps = sys.argv[1], *map(int, sys.argv[2:6])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    model = network(name).to(memory_format=torch.channels_last)
    images = torch.randn(batch, 3, size, size).to(memory_format=torch.channels_last)
    labels = torch.randint(CLASSES, (batch,))
    loss_function = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), 0.01, momentum=0.9, nesterov=True, weight_decay=1e-4)
    seconds = []
    for step in range(WARM_UP + steps):
        start = time.perf_counter()
        optimizer.zero_grad()
        loss = loss_function(model(images), labels)
        loss.backward()
        optimizer.step()
        loss.item()
        if step >= WARM_UP:
            seconds.append(time.perf_counter() - start)
    median = statistics.median(seconds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"pytorch {name} {size} px, batch {batch}, {threads} threads: median {1e3 * median:.1f} ms,"
        f" {batch / median:.1f} images/s; fastest {1e3 * min(seconds):.1f} ms; peak RSS {peak:.2f} GB"
    )


main()
