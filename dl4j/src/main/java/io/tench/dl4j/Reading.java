package io.tench.dl4j;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.broadcast.Broadcast;
import org.datavec.spark.util.SerializableHadoopConfig;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.datasets.iterator.IteratorDataSetIterator;
import org.deeplearning4j.datasets.iterator.IteratorMultiDataSetIterator;
import org.deeplearning4j.spark.data.loader.RemoteFileSource;
import org.nd4j.common.loader.Source;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** How a replica gets mini-batches from the bytes that an RDD's objects travel as. */
sealed interface Reading extends Serializable {
  /** Mini-batches of {@code size} examples; the last may be smaller. */
  Iterator<MultiDataSet> batches(List<byte[]> objects, int size);

  /** DataSets. */
  record Stored() implements Reading {
    static byte[] write(DataSet data) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      data.save(bytes);
      return bytes.toByteArray();
    }

    @Override
    public Iterator<MultiDataSet> batches(List<byte[]> objects, int size) {
      return rebatched(objects.stream().map(Stored::read).iterator(), size);
    }

    private static DataSet read(byte[] bytes) {
      DataSet data = new DataSet();
      data.load(new ByteArrayInputStream(bytes));
      return data;
    }
  }

  /** MultiDataSets. */
  record StoredMulti() implements Reading {
    static byte[] write(MultiDataSet data) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      data.save(bytes);
      return bytes.toByteArray();
    }

    @Override
    public Iterator<MultiDataSet> batches(List<byte[]> objects, int size) {
      return new IteratorMultiDataSetIterator(
          objects.stream().map(StoredMulti::read).iterator(), size);
    }

    private static MultiDataSet read(byte[] bytes) {
      MultiDataSet data = new org.nd4j.linalg.dataset.MultiDataSet();
      try {
        data.load(new ByteArrayInputStream(bytes));
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
      return data;
    }
  }

  /** Paths of DataSets. */
  record Loaded(DataSetLoader loader, Broadcast<SerializableHadoopConfig> hadoop)
      implements Reading {
    @Override
    public Iterator<MultiDataSet> batches(List<byte[]> objects, int size) {
      return rebatched(objects.stream().map(this::read).iterator(), size);
    }

    private DataSet read(byte[] path) {
      try {
        return loader.load(source(path, hadoop));
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }

  /** Paths of MultiDataSets. */
  record LoadedMulti(MultiDataSetLoader loader, Broadcast<SerializableHadoopConfig> hadoop)
      implements Reading {
    @Override
    public Iterator<MultiDataSet> batches(List<byte[]> objects, int size) {
      return new IteratorMultiDataSetIterator(objects.stream().map(this::read).iterator(), size);
    }

    private MultiDataSet read(byte[] path) {
      try {
        return loader.load(source(path, hadoop));
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }

  private static Iterator<MultiDataSet> rebatched(Iterator<DataSet> data, int size) {
    IteratorDataSetIterator batches = new IteratorDataSetIterator(data, size);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return batches.hasNext();
      }

      @Override
      public MultiDataSet next() {
        return batches.next().toMultiDataSet();
      }
    };
  }

  private static Source source(byte[] path, Broadcast<SerializableHadoopConfig> hadoop)
      throws IOException {
    String name = new String(path, StandardCharsets.UTF_8);
    FileSystem files = FileSystem.get(URI.create(name), hadoop.value().getConfiguration());
    return new RemoteFileSource(name, files, 1 << 22);
  }
}
