"""Residual networks in torchvision's layout, in PyTorch alone.

resnet_checkpoints.py write FOLDER: writes, for resnet18 and resnet34, NAME.pth and NAME-legacy.pth
with random weights and statistics, NAME-images.f32 (N,H,W,C) and NAME-logits.f32.
resnet_checkpoints.py read FOLDER: loads NAME.safetensors, strictly, and writes what it computes for
the same images to NAME-read.f32.
"""
import json
import os
import struct
import sys

import numpy
import torch
from torch import nn

NETWORKS = {"resnet18": (2, 2, 2, 2), "resnet34": (3, 4, 6, 3)}


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU()
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x):
        y = self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))
        return self.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    def __init__(self, blocks):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU()
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        inputs = 64
        for stage, count in enumerate(blocks):
            outputs = 64 << stage
            chain = []
            for i in range(count):
                chain.append(Block(inputs, outputs, 2 if stage > 0 and i == 0 else 1))
                inputs = outputs
            self.add_module("layer%d" % (stage + 1), nn.Sequential(*chain))
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(512, 1000)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(torch.flatten(self.avgpool(x), 1))


def logits(network, images):
    with torch.no_grad():
        return network.eval()(torch.from_numpy(images).permute(0, 3, 1, 2).contiguous()).numpy()


def write(path):
    torch.manual_seed(1)
    for name, blocks in NETWORKS.items():
        network = ResNet(blocks)
        with torch.no_grad():
            for _ in range(2):
                network(torch.randn(8, 3, 64, 64))  # statistics of its own
        torch.save(network.state_dict(), path(name + ".pth"))
        torch.save(
            network.state_dict(), path(name + "-legacy.pth"), _use_new_zipfile_serialization=False
        )
        images = torch.randn(4, 96, 96, 3).numpy()
        images.astype("<f4").tofile(path(name + "-images.f32"))
        logits(network, images).astype("<f4").tofile(path(name + "-logits.f32"))


def load_safetensors(file):
    with open(file, "rb") as stream:
        content = stream.read()
    (length,) = struct.unpack("<Q", content[:8])
    start = 8 + length
    kinds = {"F32": "<f4", "I64": "<i8"}
    state = {}
    for name, entry in json.loads(content[8:start]).items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            values = numpy.frombuffer(content[start + begin : start + end], kinds[entry["dtype"]])
            state[name] = torch.from_numpy(values.reshape(entry["shape"]).copy())
    return state


def read(path):
    for name, blocks in NETWORKS.items():
        network = ResNet(blocks)
        network.load_state_dict(load_safetensors(path(name + ".safetensors")), strict=True)
        images = numpy.fromfile(path(name + "-images.f32"), "<f4").reshape(4, 96, 96, 3)
        logits(network, images).astype("<f4").tofile(path(name + "-read.f32"))


torch.set_num_threads(1)
{"write": write, "read": read}[sys.argv[1]](lambda name: os.path.join(sys.argv[2], name))
