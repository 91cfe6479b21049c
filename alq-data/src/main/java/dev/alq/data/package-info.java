/**
 * Where images come from: {@link dev.alq.data.Mnist}, {@link dev.alq.data.Cifar10} and {@link
 * dev.alq.data.ImageFolder} read files, {@link dev.alq.data.SyntheticDigits} draws its own, {@link
 * dev.alq.data.ImageFile} turns a picture into the input of a network, {@link
 * dev.alq.data.Downloader} fetches what is not there. May import {@code dataset}, {@code container}
 * and {@code tensor}.
 */
@NullMarked
package dev.alq.data;

import org.jspecify.annotations.NullMarked;
