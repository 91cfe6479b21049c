"""Writes the checkpoints beside this file with PyTorch itself (made with PyTorch 1.13).

The network is conv 3->4 (3x3, padding 1), batch norm, ReLU, flatten, linear 4*2*2->3 on images of
2 by 2 pixels. logits.txt holds what PyTorch computes for the image whose element i, in the order
C,H,W, is sin(i).
"""
import collections
import copy
import os

import torch

here = os.path.dirname(os.path.abspath(__file__))
torch.manual_seed(7)
layers = collections.OrderedDict(
    conv1=torch.nn.Conv2d(3, 4, 3, padding=1),
    bn1=torch.nn.BatchNorm2d(4),
    relu1=torch.nn.ReLU(),
    flatten=torch.nn.Flatten(),
    fc=torch.nn.Linear(16, 3),
)
network = torch.nn.Sequential(layers)
for _ in range(3):
    network(torch.randn(5, 3, 2, 2))  # running statistics that are not the initial ones
network.eval()
state = copy.deepcopy(network.state_dict())


def save(name, value, **options):
    torch.save(value, os.path.join(here, name), **options)


save("zip.pth", state)
save("legacy.pth", state, _use_new_zipfile_serialization=False)

# What training scripts write: devices' prefix, other things beside the weights, an optimizer.
optimizer = torch.optim.Adam(network.parameters())
network(torch.randn(5, 3, 2, 2)).sum().backward()
optimizer.step()
network.load_state_dict(state)
prefixed = collections.OrderedDict(("module." + name, value) for name, value in state.items())
training = {"epoch": 3, "best": 0.5, "state_dict": prefixed, "optimizer": optimizer.state_dict()}
save("training.pth", training)
save("training-legacy.pth", training, _use_new_zipfile_serialization=False)

# Views that share one storage, other element types, and parameters instead of tensors.
odd = collections.OrderedDict()
base = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4)
odd["transposed"] = base.transpose(0, 2)
odd["slice"] = base[1, :, ::2]
odd["expanded"] = base[0, 0, 1].expand(2, 2)
odd["parameter"] = torch.nn.Parameter(torch.tensor([1.5, -2.5]))
for kind in (torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32,
             torch.int16, torch.int8, torch.uint8):
    odd[str(kind)] = torch.tensor([[0, 1], [2, 100]], dtype=kind)
odd["torch.bool"] = torch.tensor([[False, True], [True, True]])
odd["empty"] = torch.zeros(0, 3)
odd["scalar"] = torch.tensor(7.25)
save("odd.pth", odd)
save("odd-legacy.pth", odd, _use_new_zipfile_serialization=False)


class Hostile:
    def __reduce__(self):
        return os.system, ("echo executed > executed.txt",)


save("hostile.pth", {"conv1.weight": torch.zeros(1), "x": Hostile()})
save("hostile-legacy.pth", {"x": Hostile()}, _use_new_zipfile_serialization=False)
save("module.pth", network)

image = torch.sin(torch.arange(12, dtype=torch.float64)).float().reshape(1, 3, 2, 2)
with torch.no_grad():
    logits = network(image)[0].tolist()
with open(os.path.join(here, "logits.txt"), "w") as file:
    file.write("\n".join("%.9g" % logit for logit in logits) + "\n")
