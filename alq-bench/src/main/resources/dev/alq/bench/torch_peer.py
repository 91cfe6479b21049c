"""Runs tasks on PyTorch and times itself; told what to do by lines of JSON on standard input.

Each line is answered by a line that begins with "done" or "fault". Arrays come and go as files of float32 values in the
order N,H,W,C and O,H,W,C.
"""

import json
import sys
import time

import numpy
import torch
from torch import nn


def read(path, shape):
    return torch.from_numpy(numpy.fromfile(path, dtype=numpy.float32).reshape(shape))


def write(path, tensor):
    tensor.detach().contiguous().numpy().astype(numpy.float32).tofile(path)


def channel_first(tensor, layout):
    formats = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}
    return tensor.permute(0, 3, 1, 2).contiguous(memory_format=formats[layout])


class Convolution:
    def __init__(self, told):
        layout = told["layout"]
        self.direction = told["direction"]
        self.x = channel_first(read(told["x"], told["xShape"]), layout)
        self.w = channel_first(read(told["w"], told["wShape"]), layout)
        self.dy = channel_first(read(told["dy"], told["dyShape"]), layout)
        self.stride = [told["stride"]] * 2
        self.padding = [told["padding"]] * 2
        self.output = None

    def run(self):
        with torch.no_grad():
            if self.direction == "forward":
                self.output = nn.functional.conv2d(
                    self.x, self.w, None, self.stride, self.padding
                )
            else:
                wanted = [self.direction == "backward-data"] * 2 + [False]
                wanted[1] = not wanted[0]
                gradients = torch.ops.aten.convolution_backward(
                    self.dy, self.x, self.w, None, self.stride, self.padding,
                    [1, 1], False, [0, 0], 1, wanted,
                )
                self.output = gradients[0] if wanted[0] else gradients[1]

    def result(self):
        self.run()
        return self.output.permute(0, 2, 3, 1)


class Residual(nn.Module):
    def __init__(self, body, shortcut):
        super().__init__()
        self.body = body
        self.shortcut = shortcut

    def forward(self, x):
        return self.body(x) + self.shortcut(x)


def module(told, weights):
    kind = told["kind"]
    if kind == "sequential":
        return nn.Sequential(*[module(layer, weights) for layer in told["layers"]])
    if kind == "residual":
        return Residual(module(told["body"], weights), module(told["shortcut"], weights))
    if kind == "convolution":
        o, h, w, c = told["shape"]
        layer = nn.Conv2d(c, o, (h, w), told["stride"], told["padding"], bias="bias" in told)
        layer.weight.data = weights[told["weight"]].permute(0, 3, 1, 2).contiguous()
        if "bias" in told:
            layer.bias.data = weights[told["bias"]]
        return layer
    if kind == "linear":
        o, i = told["shape"]
        layer = nn.Linear(i, o, bias="bias" in told)
        layer.weight.data = weights[told["weight"]]
        if "bias" in told:
            layer.bias.data = weights[told["bias"]]
        return layer
    if kind == "normalization":
        scale = weights[told["scale"]]
        build = nn.BatchNorm2d if told["rank"] == 4 else nn.BatchNorm1d
        layer = build(scale.numel(), eps=told["epsilon"], momentum=told["momentum"])
        layer.weight.data = scale
        layer.bias.data = weights[told["shift"]]
        layer.running_mean.data = weights[told["mean"]]
        layer.running_var.data = weights[told["variance"]]
        return layer
    if kind == "maximum":
        return nn.MaxPool2d(told["kernel"], told["stride"], told["padding"])
    if kind == "mean":
        return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
    if kind == "rectifier":
        return nn.ReLU(inplace=True)
    if kind == "flatten":
        return nn.Flatten()
    raise ValueError(kind)


def network(told):
    values = read(told["weights"], [-1])
    weights = {}
    start = 0
    for name, shape in told["tensors"]:
        size = int(numpy.prod(shape))
        weights[name] = values[start : start + size].reshape(shape).clone()
        start += size
    net = module(told["network"], weights)
    if told["layout"] == "channels_last":
        net = net.to(memory_format=torch.channels_last)
    return net, channel_first(read(told["images"], told["shape"]), told["layout"])


class Inference:
    def __init__(self, told):
        self.net, self.images = network(told)
        self.net.eval()
        self.logits = None

    def run(self):
        with torch.inference_mode():
            self.logits = self.net(self.images)

    def result(self):
        self.run()
        return self.logits


class Step:
    def __init__(self, told):
        self.net, self.images = network(told)
        self.net.train()
        self.labels = torch.tensor(told["labels"])
        self.optimizer = torch.optim.SGD(
            self.net.parameters(), lr=told["rate"], momentum=told["momentum"]
        )
        self.steps = told["steps"]
        self.loss = None

    def run(self):
        self.optimizer.zero_grad(set_to_none=True)
        self.loss = nn.functional.cross_entropy(self.net(self.images), self.labels)
        self.loss.backward()
        self.optimizer.step()

    def result(self):
        losses = []
        for _ in range(self.steps):
            self.run()
            losses.append(float(self.loss))
        return torch.tensor(losses)


KINDS = {"convolution": Convolution, "inference": Inference, "step": Step}


def answer(told, works):
    command = told["command"]
    if command == "threads":
        torch.set_num_threads(told["threads"])
        torch.set_num_interop_threads(1)
        onednn = "with" if torch.backends.mkldnn.is_available() else "without"
        return f"PyTorch {torch.__version__} {onednn} oneDNN"
    if command == "prepare":
        works[told["id"]] = KINDS[told["task"]](told)
        return ""
    work = works[told["id"]]
    if command == "run":
        start = time.perf_counter_ns()
        for _ in range(told["repeats"]):
            work.run()
        return time.perf_counter_ns() - start
    if command == "result":
        write(told["file"], work.result())
        return ""
    if command == "forget":
        del works[told["id"]]
        return ""
    raise ValueError(command)


def main():
    works = {}
    for line in sys.stdin:
        try:
            reply = f"done {answer(json.loads(line), works)}"
        except Exception as fault:  # everything is told to the other side, which gives up the row
            reply = f"fault {type(fault).__name__}: {fault}".replace("\n", " ")
        print(reply, flush=True)


main()
