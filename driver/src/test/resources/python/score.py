"""Scores photos with a published checkpoint, from Python.

spark-submit --jars tench.jar score.py CHECKPOINT PHOTOS SAVED
"""
import json
import sys

from pyspark.ml import Pipeline
from pyspark.ml.wrapper import JavaTransformer
from pyspark.sql import DataFrame, SparkSession

checkpoint, folder, saved = sys.argv[1:]
spark = SparkSession.builder.getOrCreate()
tench = spark._jvm.io.tench.driver.spark.ml
photos = spark.read.format("binaryFile").load(folder).orderBy("path")


def show(what, frame):
    for row in frame.select("path", "prediction", "probability", "predictedLabel").collect():
        found = [row.path, row.prediction, row.probability.toArray().tolist(), row.predictedLabel]
        print(what, json.dumps(found))


# As a transformer.
model = tench.ImageClassifierModel().setCheckpoint(checkpoint).setInputCol("content")
show("transformer", DataFrame(model.transform(photos._jdf), spark))

# Saved and loaded.
model.save(saved)
loaded = tench.ImageClassifierModel.load(saved)
show("loaded", DataFrame(loaded.transform(photos._jdf), spark))

# As a stage of a Python pipeline.
pipeline = Pipeline(stages=[JavaTransformer(loaded)]).fit(photos)
show("pipeline", pipeline.transform(photos))

# As an SQL function.
tench.ClassifyImage.register(spark._jsparkSession)
photos.createOrReplaceTempView("photos")
for row in spark.sql(f"SELECT path, tench_classify('{checkpoint}', content) AS best FROM photos").collect():
    print("sql", json.dumps([row.path, row.best.index, row.best.name, row.best.probability]))
spark.stop()
