/**
 * How transferable the layers of a network are (Yosinski et al., "How transferable are features in
 * deep neural networks?", NIPS 2014): one sweep of trainings over depths, sizes of the new data set
 * and seeds, that goes on where it was left.
 */
package io.tench.driver.transferability;
