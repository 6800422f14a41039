"""Scores photos with a published checkpoint, from Python.

spark-submit --jars tench.jar score.py CHECKPOINT PHOTOS SAVED
"""
import json
import sys

from pyspark.sql import DataFrame, SparkSession

checkpoint, folder, saved = sys.argv[1:]
spark = SparkSession.builder.getOrCreate()
tench = spark._jvm.io.tench.driver.spark.ml
photos = spark.read.format("binaryFile").load(folder).orderBy("path")


def show(what, scored):
    """Prints path, prediction, probabilities and label of each row of a JVM data frame."""
    to_array = spark._jvm.org.apache.spark.ml.functions.vector_to_array
    scored = scored.withColumn("each", to_array(scored.col("probability"), "float64"))
    for row in DataFrame(scored, spark).select("path", "prediction", "each", "predictedLabel").collect():
        print(what, json.dumps(list(row)))


# As a transformer.
model = tench.ImageClassifierModel().setCheckpoint(checkpoint).setInputCol("content")
show("transformer", model.transform(photos._jdf))

# Saved and loaded.
model.save(saved)
loaded = tench.ImageClassifierModel.load(saved)
show("loaded", loaded.transform(photos._jdf))

# As a stage of a pipeline: Python's own, where numpy is there, as pyspark.ml asks for it.
try:
    from pyspark.ml import Pipeline
    from pyspark.ml.wrapper import JavaTransformer

    show("pipeline", Pipeline(stages=[JavaTransformer(loaded)]).fit(photos).transform(photos)._jdf)
except ImportError:
    ml = spark._jvm.org.apache.spark.ml
    stages = spark._sc._gateway.new_array(ml.PipelineStage, 1)
    stages[0] = loaded
    show("pipeline", ml.Pipeline().setStages(stages).fit(photos._jdf).transform(photos._jdf))

# As an SQL function.
tench.ClassifyImage.register(spark._jsparkSession)
photos.createOrReplaceTempView("photos")
query = f"SELECT path, tench_classify('{checkpoint}', content) AS best FROM photos"
for row in spark.sql(query).collect():
    print("sql", json.dumps([row.path, row.best["index"], row.best["name"], row.best["probability"]]))
spark.stop()
