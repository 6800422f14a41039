/** Whether a run fits on its executors, told before it begins. Pure. */
package io.tench.driver.preflight;
