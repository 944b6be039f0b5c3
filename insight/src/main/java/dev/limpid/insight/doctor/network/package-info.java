/** Causes that lie in the network: its gradients, first weights, units and outputs. */
package dev.limpid.insight.doctor.network;
