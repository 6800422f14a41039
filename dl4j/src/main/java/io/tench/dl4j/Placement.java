package io.tench.dl4j;

import java.io.Serializable;
import java.util.SplittableRandom;

/**
 * Which replica of which round trains on each object of an RDD: each exactly once, in an order that
 * depends on the seed alone. Place {@code round * replicas + replica} holds a replica's part of a
 * round.
 */
final class Placement implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int[] ranks;
  private final int replicas;
  private final int perRound;

  Placement(int objects, int replicas, int objectsPerReplica, long seed) {
    this.replicas = replicas;
    perRound = Math.multiplyExact(replicas, objectsPerReplica);
    ranks = new int[objects];
    SplittableRandom random = new SplittableRandom(seed);
    for (int index = 0; index < objects; index++) {
      int other = random.nextInt(index + 1);
      ranks[index] = ranks[other];
      ranks[other] = index;
    }
  }

  int rounds() {
    return (int) (((long) ranks.length + perRound - 1) / perRound);
  }

  int places() {
    return rounds() * replicas;
  }

  /** Places of a round, in replica order. */
  int[] placesOf(int round) {
    int[] places = new int[replicas];
    for (int replica = 0; replica < replicas; replica++) {
      places[replica] = round * replicas + replica;
    }
    return places;
  }

  /** An object's place in the epoch. */
  int rank(long position) {
    return ranks[Math.toIntExact(position)];
  }

  /** The place of the object with this rank; a last, smaller round is shared out evenly. */
  int place(int rank) {
    int round = rank / perRound;
    int first = round * perRound;
    int size = Math.min(perRound, ranks.length - first);
    return round * replicas + (int) ((long) (rank - first) * replicas / size);
  }
}
