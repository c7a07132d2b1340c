"""The step benchmark's PyTorch contestant: the GAN of a config, written as a careful PyTorch user writes it.

Started with one argument, JSON with `config` (defaults filled in), `sampleShape`, `images` and `threads`. Then it reads
commands from standard input, one a line, and answers each with one line of JSON:

    check FILE   one step from the parameters and inputs in FILE; answers its losses
    run N        N steps; answers seconds of the clock and of the processor, and the last losses
"""

import json
import sys
import time
import warnings

warnings.filterwarnings("ignore", message="Failed to initialize NumPy")

import torch  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402


class Maxout(nn.Module):
    """Column p·units + u of the product is piece p of unit u."""

    def __init__(self, inputs, units, pieces):
        super().__init__()
        self.linear = nn.Linear(inputs, units * pieces)
        self.pieces = pieces

    def forward(self, x):
        return self.linear(x).view(x.shape[0], self.pieces, -1).amax(1)


class Dropout(nn.Module):
    """nn.Dropout, but for masks given in a check."""

    def __init__(self, rate):
        super().__init__()
        self.rate = rate
        self.given = None

    def forward(self, x):
        return F.dropout(x, self.rate) if self.given is None else x * self.given.view_as(x)


def activation(layer):
    name = layer.get("activation", "linear")
    if name == "leakyRelu":
        return [nn.LeakyReLU(layer["negativeSlope"])]
    return {"linear": [], "relu": [nn.ReLU()], "tanh": [nn.Tanh()], "sigmoid": [nn.Sigmoid()]}[name]


def padding_of(layer, extent):
    total = max(0, (-(-extent // layer["stride"]) - 1) * layer["stride"] + layer["kernelSize"] - extent)
    assert layer["padding"] == "same" and total % 2 == 0, "PyTorch pads both ends alike"
    return total // 2


def modules_of(layer, shape):
    """The modules of a layer, and the shape of one row after it."""
    values = torch.Size(shape).numel()
    flat = [nn.Flatten()] if len(shape) > 1 else []
    kind = layer["type"]
    if kind == "dense":
        linear = nn.Linear(values, layer["units"], bias=layer["useBias"])
        return [*flat, linear, *activation(layer)], [layer["units"]]
    if kind == "maxout":
        return [*flat, Maxout(values, layer["units"], layer["pieces"])], [layer["units"]]
    if kind == "reshape":
        return [nn.Unflatten(1, layer["shape"])], layer["shape"]
    if kind == "activation":
        return activation(layer), shape
    if kind == "upsample2d":
        factor = layer["factor"]
        return [nn.Upsample(scale_factor=factor)], [shape[0], shape[1] * factor, shape[2] * factor]
    if kind == "dropout":
        return [Dropout(layer["rate"])], shape
    if kind == "batchNorm":
        norm = nn.BatchNorm1d if len(shape) == 1 else nn.BatchNorm2d
        return [norm(shape[0], eps=layer["epsilon"], momentum=1 - layer["momentum"])], shape
    size, stride, filters = layer["kernelSize"], layer["stride"], layer["filters"]
    if kind == "conv2d":
        pad = padding_of(layer, shape[1])
        conv = nn.Conv2d(shape[0], filters, size, stride, pad, bias=layer["useBias"])
        return [conv, *activation(layer)], [filters, -(-shape[1] // stride), -(-shape[2] // stride)]
    assert kind == "convTranspose2d", kind
    pad = padding_of(layer, shape[1] * stride)
    conv = nn.ConvTranspose2d(shape[0], filters, size, stride, pad, bias=layer["useBias"])
    return [conv, *activation(layer)], [filters, shape[1] * stride, shape[2] * stride]


def network(layers, shape):
    modules = []
    for layer in layers:
        more, shape = modules_of(layer, list(shape))
        modules += more
    return nn.Sequential(*modules)


def optimizer(parameters, settings, kind):
    options = {kind: True}
    if settings["name"] == "adam":
        betas = (settings["beta1"], settings["beta2"])
        return torch.optim.Adam(parameters, settings["learningRate"], betas, settings["epsilon"], **options)
    return torch.optim.SGD(parameters, settings["learningRate"], settings["momentum"], **options)


class Gan:
    def __init__(self, spec, optimizer_kind, channels_last):
        config = spec["config"]
        self.batch = config["training"]["batchSize"]
        self.latent = config["generator"]["latent"]
        self.data = config["data"]
        self.scale = config["loss"]["discriminatorScale"]
        self.shape = spec["sampleShape"]
        self.channels_last = channels_last
        self.generator = network(config["generator"]["layers"], [self.latent["dimension"]])
        self.discriminator = network(config["discriminator"]["layers"], self.shape)
        self.mixes_rows = any(layer["type"] == "batchNorm" for layer in config["discriminator"]["layers"])
        if channels_last:
            self.generator.to(memory_format=torch.channels_last)
            self.discriminator.to(memory_format=torch.channels_last)
        training = config["training"]
        self.generator_optimizer = optimizer(
            self.generator.parameters(), training["generatorOptimizer"], optimizer_kind
        )
        self.discriminator_optimizer = optimizer(
            self.discriminator.parameters(), training["discriminatorOptimizer"], optimizer_kind
        )
        if self.data["source"] == "idx":
            self.pixels = torch.randint(0, 256, (spec["images"], *self.shape), dtype=torch.uint8)
            self.order = torch.randperm(spec["images"])
        self.next = 0

    def minibatch(self):
        data = self.data
        if data["source"] == "ring":
            angles = torch.randint(0, data["modes"], (self.batch,)) * (2 * torch.pi / data["modes"])
            centres = data["radius"] * torch.stack([angles.cos(), angles.sin()], 1)
            return centres + data["standardDeviation"] * torch.randn(self.batch, 2)
        if self.next + self.batch > len(self.order):
            self.order, self.next = torch.randperm(len(self.order)), 0
        rows = self.order[self.next : self.next + self.batch]
        self.next += self.batch
        pixels = self.pixels[rows].float()
        zero_to_one = data["pixelRange"] == "zeroToOne"
        return pixels.mul_(1 / 255) if zero_to_one else pixels.mul_(2 / 255).sub_(1)

    def latents(self):
        size = (self.batch, self.latent["dimension"])
        if self.latent["distribution"] == "normal":
            return torch.randn(size)
        return torch.empty(size).uniform_(-(3**0.5), 3**0.5)

    def judge(self, samples):
        if self.channels_last:
            samples = samples.contiguous(memory_format=torch.channels_last)
        return self.discriminator(samples)

    def discriminator_update(self, real, latents):
        with torch.no_grad():
            fake = self.generator(latents).view(self.batch, *self.shape)
        if self.mixes_rows:
            real_logits, fake_logits = self.judge(real), self.judge(fake)
        else:
            real_logits, fake_logits = self.judge(torch.cat([real, fake])).chunk(2)
        loss = self.scale * (F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean())
        self.discriminator_optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.discriminator_optimizer.step()
        return loss.item()

    def generator_update(self, latents):
        self.discriminator.requires_grad_(False)
        fake = self.generator(latents).view(self.batch, *self.shape)
        loss = F.softplus(-self.judge(fake)).mean()
        self.generator_optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.generator_optimizer.step()
        self.discriminator.requires_grad_(True)
        return loss.item()

    def step(self):
        return (
            self.discriminator_update(self.minibatch(), self.latents()),
            self.generator_update(self.latents()),
        )

    def timed(self, steps):
        clock, processor = time.perf_counter(), time.process_time()
        losses = [self.step() for _ in range(steps)][-1]
        return dict(
            seconds=time.perf_counter() - clock, processor=time.process_time() - processor, losses=losses
        )

    def load(self, tensors):
        """Parameters as checkpoints lay them out: dense weights are [in, out]."""
        for player in ("generator", "discriminator"):
            given = [tensor for name, tensor in tensors.items() if name.startswith(f"{player}/")]
            for own, tensor in zip(getattr(self, player).parameters(), given, strict=True):
                own.data.copy_(tensor.T if tensor.dim() == 2 else tensor)

    def give_masks(self, draws):
        dropouts = [module for module in self.discriminator if isinstance(module, Dropout)]
        for module, given in zip(dropouts, draws, strict=True):
            module.given = given

    def check(self, tensors):
        def draws(program):
            return [tensor for name, tensor in tensors.items() if name.startswith(f"{program}:discriminatorDraw")]

        def latents(program):
            return tensors[f"{program}:latents"].view(self.batch, -1)

        self.load(tensors)
        self.give_masks(draws("discriminator"))
        real = tensors["discriminator:real"].view(self.batch, *self.shape)
        discriminator_loss = self.discriminator_update(real, latents("discriminator"))
        self.give_masks(draws("generator"))
        return dict(losses=[discriminator_loss, self.generator_update(latents("generator"))])


def read_tensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.readline())
        values = torch.frombuffer(bytearray(file.read()), dtype=torch.float32)
    tensors = {}
    for name, shape in header:
        size = torch.Size(shape).numel()
        tensors[name], values = values[:size].view(shape), values[size:]
    return tensors


def fastest(spec):
    """Whichever implementation of the optimizer and layout of images is fastest here."""
    layouts = [False, True] if len(spec["sampleShape"]) > 1 else [False]
    best = None
    for channels_last in layouts:
        for kind in ("fused", "foreach"):
            gan = Gan(spec, kind, channels_last)
            gan.timed(3)
            steps, seconds = 0, []
            while steps < 3 or sum(seconds) < 0.5:
                seconds.append(gan.timed(1)["seconds"])
                steps += 1
            cost = sorted(seconds)[steps // 2]
            if best is None or cost < best[0]:
                best = (cost, kind, channels_last, gan)
    return best[1:]


def main():
    spec = json.loads(sys.argv[1])
    torch.set_num_threads(spec["threads"])
    kind, channels_last, gan = fastest(spec)
    layout = ", channels last" if channels_last else ""
    answer = dict(label=f"PyTorch {torch.__version__.split('+')[0]} ({kind} optimizer{layout})")
    print(json.dumps(answer), flush=True)
    for line in sys.stdin:
        command, argument = line.split(maxsplit=1)
        if command == "check":
            answer = Gan(spec, kind, channels_last).check(read_tensors(argument.strip()))
        else:
            answer = gan.timed(int(argument))
        print(json.dumps(answer), flush=True)


main()
