/** The checkpoints of a run on its storage: how they are published, found again and let go. */
package io.tench.driver.checkpoint;
