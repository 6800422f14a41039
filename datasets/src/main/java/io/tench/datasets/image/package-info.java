/** From encoded images to a network's input. Everything that OpenCV does for Tench is in here. */
package io.tench.datasets.image;
