package io.tench.driver.transferability;

import io.tench.models.Metrics;

/**
 * What a cell came to.
 *
 * @param trainingImages in the cell's data set
 * @param epochs over them
 * @param validation at the last epoch's end, on the whole validation data
 */
public record CellResult(Cell cell, long trainingImages, int epochs, Metrics validation) {}
