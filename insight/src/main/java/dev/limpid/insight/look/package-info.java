/**
 * What a trained network looks at: where in an image a class is seen ({@link
 * dev.limpid.insight.look.GradCam}), what the channels of a layer answer to it, and the filters of
 * a convolution ({@link dev.limpid.insight.look.FeatureMaps}). The network itself is not touched:
 * what is measured is measured on a copy.
 */
package dev.limpid.insight.look;
