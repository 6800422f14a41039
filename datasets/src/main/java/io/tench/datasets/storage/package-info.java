/** Files on any Hadoop file system or a local disk, behind operations whose outcomes are exact. */
package io.tench.datasets.storage;
