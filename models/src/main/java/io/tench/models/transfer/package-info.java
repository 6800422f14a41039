/**
 * Transfer learning as pure functions of a network's description: a new head, and which layers are
 * frozen or slowed at which epoch.
 */
package io.tench.models.transfer;
