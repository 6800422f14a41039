package io.tench.dl4j;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.tench.workers.ReplicaResult;
import java.io.Serializable;

/** A replica's part of a round on its way to the driver. */
@DefaultSerializer(JavaSerializer.class)
record ReplicaPart(ReplicaResult.Report report, NetworkState state) implements Serializable {
  ReplicaResult result() {
    return new ReplicaResult(report, state.parameters(), state.updater());
  }
}
