"""Train a small network on images painted in one color per category and record it in four colorings.

    python make_recordings.py OUT --fashion FOLDER [--download]
    python make_recordings.py OUT --from-recording Colored_fashion.test --epochs 100

The first form uses Fashion-MNIST as torchvision stores it. The second needs no data set: it takes
the brightness of the images of a recording, trains on the first four fifths and records the rest.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import cbor2
import deephys
import numpy as np
import torch
from torch import nn
from torch.nn import functional

SAME = [
    (34, 255, 181), (255, 59, 55), (255, 99, 21), (101, 151, 255), (167, 180, 255),
    (255, 24, 128), (130, 232, 255), (255, 160, 23), (255, 204, 131), (102, 201, 255),
]  # fmt: skip
ARBITRARY = [
    (255, 106, 252), (116, 255, 89), (48, 255, 16), (156, 133, 255), (52, 255, 181),
    (47, 193, 255), (171, 255, 45), (148, 255, 41), (255, 182, 221), (221, 250, 255),
]  # fmt: skip
PERMUTATION = [2, 5, 3, 0, 9, 8, 7, 4, 6, 1]
DRIFT = 70

LAYERS = {"conv2": 20, "linear1": 50, "output": 10}
MODEL_NAME = "colored_fashion"


@dataclass(frozen=True)
class Gray:
    """Gray images uint8 [N, H, W] and their categories [N]."""

    images: np.ndarray
    labels: np.ndarray


class Network(nn.Module):
    """Two convolutions and two linear layers."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 10, 5)
        self.conv2 = nn.Conv2d(10, LAYERS["conv2"], 5)
        self.linear1 = nn.Linear(LAYERS["conv2"] * 4 * 4, LAYERS["linear1"])
        self.output = nn.Linear(LAYERS["linear1"], LAYERS["output"])

    def forward(self, images):
        """Return the logits of images [N, 3, 28, 28] between 0 and 1."""
        maps = functional.max_pool2d(self.conv1(images), 2).relu()
        maps = functional.max_pool2d(self.conv2(maps).relu(), 2)
        return self.output(self.linear1(maps.flatten(1)).relu())


def main():
    """Read the images, train, and write one .model and four .test files."""
    arguments = read_arguments()
    torch.manual_seed(arguments.seed)
    if arguments.fashion:
        train, test, categories = read_fashion(arguments.fashion, arguments.download, arguments.images)
    else:
        train, test, categories = read_recording(arguments.from_recording)
    network = Network()
    fit(network, paint(train, SAME), train.labels, arguments.epochs)

    arguments.out.mkdir(parents=True, exist_ok=True)
    model = deephys.model(MODEL_NAME, LAYERS, "output")
    model.save(str(arguments.out / f"{MODEL_NAME}.model"))
    for name, colors in colorings().items():
        images = paint(test, colors)
        layers = record(network, images)
        accuracy = (layers["output"].argmax(axis=1) == test.labels).mean()
        print(f"{name}: {len(images)} images, accuracy {accuracy:.3f}")
        activity = deephys.dataset_activity(name, categories, layers, model, images, test.labels.tolist())
        activity.save(str(arguments.out / f"{name}.test"))


def read_arguments():
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, help="folder for the recordings")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--fashion", type=Path, metavar="FOLDER", help="folder of torchvision's FashionMNIST")
    source.add_argument("--from-recording", type=Path, metavar="FILE", help="a .test or .npz recording")
    parser.add_argument("--download", action="store_true", help="let torchvision fetch Fashion-MNIST")
    parser.add_argument("--images", type=int, default=500, help="test images of Fashion-MNIST to record")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def read_fashion(folder, download, n_images):
    """Read the 60,000 training images and the first test images of Fashion-MNIST."""
    from torchvision.datasets import FashionMNIST

    train = FashionMNIST(folder, train=True, download=download)
    test = FashionMNIST(folder, train=False, download=download)
    return (
        Gray(train.data.numpy(), train.targets.numpy()),
        Gray(test.data.numpy()[:n_images], test.targets.numpy()[:n_images]),
        list(test.classes),
    )


def read_recording(path):
    """Recover gray images from a recording whose colors all have one channel at full strength."""
    if path.suffix == ".npz":
        arrays = np.load(path)
        pixels, labels, categories = arrays["images"], arrays["labels"], arrays["categories"].tolist()
    else:
        content = cbor2.loads(path.read_bytes())
        images = [[b"".join(channel) for channel in image["data"]] for image in content["images"]]
        height = len(content["images"][0]["data"][0])
        planes = np.array([[list(channel) for channel in image] for image in images], np.uint8)
        pixels = planes.reshape(len(images), 3, height, -1).transpose(0, 2, 3, 1)
        labels = np.array([image["categoryID"] for image in content["images"]])
        categories = content["classes"]
    gray = pixels.max(axis=3)
    n_train = len(gray) * 4 // 5
    return Gray(gray[:n_train], labels[:n_train]), Gray(gray[n_train:], labels[n_train:]), categories


def colorings():
    """Name the color tables; row c is the color of category c."""
    return {
        "Colored_fashion": SAME,
        "Permuted_colored_fashion": [SAME[category] for category in PERMUTATION],
        "Arbitrary_colored_fashion": ARBITRARY,
        "Drifted_colored_fashion": np.maximum(np.array(SAME) - DRIFT, 0),
    }


def paint(gray, colors):
    """Multiply gray by the color of the category; float32 [N, 3, H, W], whole 255ths between 0 and 1."""
    color = np.array(colors, np.uint32)[gray.labels][:, :, None, None]
    pixels = gray.images[:, None].astype(np.uint32) * color // 255
    return pixels.astype(np.float32) / 255


def fit(network, images, labels, epochs):
    """Train with Adam on batches of 64."""
    images, labels = torch.from_numpy(images), torch.from_numpy(labels).long()
    optimizer = torch.optim.Adam(network.parameters())
    for epoch in range(epochs):
        total = 0.0
        for batch in torch.randperm(len(images)).split(64):
            loss = functional.cross_entropy(network(images[batch]), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch)
        print(f"epoch {epoch + 1}: loss {total / len(images):.4f}")


def record(network, images):
    """Run the network and return the activations [N, neurons] of each layer."""
    kept = {name: [] for name in LAYERS}
    hooks = [
        network.conv2.register_forward_hook(
            lambda _m, _i, maps: kept["conv2"].append(maps.relu().mean((2, 3)))
        ),
        network.linear1.register_forward_hook(lambda _m, _i, values: kept["linear1"].append(values.relu())),
        network.output.register_forward_hook(lambda _m, _i, values: kept["output"].append(values)),
    ]
    with torch.no_grad():
        for batch in torch.from_numpy(images).split(256):
            network(batch)
    for hook in hooks:
        hook.remove()
    return {name: torch.cat(batches).numpy() for name, batches in kept.items()}


if __name__ == "__main__":
    main()
