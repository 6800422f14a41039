/**
 * Networks on their way out to other software and in from it: ONNX, safetensors, DL4J's zip, Keras.
 * {@code docs/exchange.md} says what each file holds.
 */
package io.tench.models.exchange;
