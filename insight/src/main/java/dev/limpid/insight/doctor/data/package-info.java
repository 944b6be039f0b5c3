/** Causes that lie in the images and how they were split into training and validation. */
package dev.limpid.insight.doctor.data;
