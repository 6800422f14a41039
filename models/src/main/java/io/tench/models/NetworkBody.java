package io.tench.models;

/** The layers of a family of networks, from the input to the loss. */
interface NetworkBody {
  void addTo(NetworkBuilder network, int classes);
}
