/**
 * Causes that lie in the images, their labels and how they were split into training and validation.
 */
package dev.limpid.insight.doctor.data;
