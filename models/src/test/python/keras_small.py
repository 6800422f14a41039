# Writes the smallest file with what Keras 2 writes in h5py's oldest layout: python keras_small.py small.h5
import h5py, numpy as np, json, sys
with h5py.File(sys.argv[1], "w") as f:
    f.attrs["keras_version"] = b"2.8.0"
    f.attrs["model_config"] = json.dumps({"config": {"layers": [{"config": {"name": "conv1_bn", "batch_input_shape": [None, 32, 32, 3], "epsilon": 0.001}}]}}).encode()
    g = f.create_group("model_weights")
    g.attrs["layer_names"] = [b"conv1", b"conv1_bn"]
    r = np.random.RandomState(1)
    for layer, tensors in {"conv1": {"kernel": (3, 3, 1, 2)}, "conv1_bn": {"gamma": (2,), "beta": (2,)}}.items():
        l = g.create_group(layer)
        l.attrs["weight_names"] = [f"{layer}/{t}:0".encode() for t in tensors]
        for t, s in tensors.items():
            l.create_dataset(f"{layer}/{t}:0", data=r.rand(*s).astype("f4"))
