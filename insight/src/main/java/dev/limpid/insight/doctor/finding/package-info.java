/**
 * What a doctor says: findings with severity, evidence and changes, and the causes that give them.
 */
package dev.limpid.insight.doctor.finding;
