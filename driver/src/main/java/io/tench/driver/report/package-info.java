/** Figures and pages that stand by themselves: SVG and HTML, well-formed XML without scripts. */
package io.tench.driver.report;
