/**
 * Networks on their way out to other software and in from it: ONNX, safetensors and DL4J's zip.
 * {@code docs/exchange.md} says what each file holds.
 */
package io.tench.models.exchange;
