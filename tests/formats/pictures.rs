//! The pictures of every form.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use deephys::ids::ImageId;
use deephys::recording::{Picture, Recording};

use crate::support::{answers, counts, open_one};

/// Forms whose pictures are those of the answers, pixel for pixel.
const EXACT: [&str; 18] = [
    "exporter_f32",
    "exporter_f64",
    "exporter_unlabelled",
    "cbor_legacy",
    "cbor_legacy_dtype",
    "cbor_features",
    "cbor_shuffled",
    "cbor_indefinite",
    "cbor_wide_heads",
    "npz/stored.npz",
    "npz/deflated.npz",
    "npz/planar_n3hw.npz",
    "npz/nan_inf.npz",
    "safetensors/f16.safetensors",
    "safetensors/bf16.safetensors",
    "npy/plain",
    "npy/fortran_big_endian",
    "npy/bf16",
];

fn pictures(recording: &Recording) -> Vec<Picture> {
    (0..recording.n_images()).map(|image| recording.picture(ImageId(image)).unwrap()).collect()
}

fn stored() -> Vec<Picture> {
    pictures(&open_one("npz/stored.npz"))
}

fn sum(picture: &Picture) -> usize {
    picture.rgb.iter().map(|&byte| usize::from(byte)).sum()
}

/// `height_px` rows from `top` on, `width_px` columns from `left` on.
fn cropped(
    picture: &Picture,
    (top, left): (usize, usize),
    (height_px, width_px): (usize, usize),
) -> Picture {
    let rows = picture.rgb.chunks_exact(picture.width_px * 3).skip(top).take(height_px);
    let rgb = rows.flat_map(|row| row[left * 3..(left + width_px) * 3].iter().copied()).collect();
    Picture { height_px, width_px, rgb }
}

#[test]
fn pictures_have_the_sums_of_the_answers() {
    let sums: Vec<_> = stored().iter().map(sum).collect();
    assert_eq!(sums, counts(&answers()["arrays"]["pixels_sum"]));
}

#[test]
fn every_form_has_the_same_pictures() {
    let expected = stored();
    for form in EXACT {
        let recording = open_one(form);
        assert!(recording.has_pictures(), "{form}");
        assert_eq!(recording.image_size_px(), Some((14, 14)), "{form}");
        assert_eq!(pictures(&recording), expected, "{form}");
    }
}

#[test]
fn gray_pictures_have_three_equal_channels() {
    for form in ["cbor_one_channel", "npz/gray_nhw.npz", "npz/gray_nhw1.npz"] {
        let recording = open_one(form);
        assert_eq!(recording.image_size_px(), Some((14, 14)), "{form}");
        let pictures = pictures(&recording);
        let sums: Vec<_> = pictures.iter().map(|picture| sum(picture) / 3).collect();
        assert_eq!(sums, counts(&answers()["arrays"]["gray_pixels_sum"]), "{form}");
        let pixels = pictures.iter().flat_map(|picture| picture.rgb.as_chunks::<3>().0);
        assert!(pixels.into_iter().all(|[r, g, b]| r == g && g == b), "{form}");
    }
}

#[test]
fn pictures_need_not_be_square() {
    let recording = open_one("cbor_5x7");
    assert_eq!(recording.image_size_px(), Some((5, 7)));
    let expected: Vec<_> =
        stored().iter().map(|picture| cropped(picture, (4, 4), (5, 7))).collect();
    assert_eq!(pictures(&recording), expected);
}

#[test]
fn pictures_need_not_be_of_one_size() {
    let recording = open_one("cbor_mixed_sizes");
    assert_eq!(recording.image_size_px(), None);
    let whole = stored();
    let sizes = (0..24).map(|image| (6 + image % 9, 14 - image % 4));
    let expected: Vec<_> =
        whole.iter().zip(sizes).map(|(picture, size)| cropped(picture, (0, 0), size)).collect();
    assert_eq!(pictures(&recording), expected);
}

#[test]
fn picture_files_are_exact_but_for_jpeg() {
    let recording = open_one("npy/images_folder");
    assert_eq!(recording.image_size_px(), Some((14, 14)));
    for (image, (found, expected)) in pictures(&recording).iter().zip(stored()).enumerate() {
        let most = if image % 3 == 1 { 4 } else { 0 };
        assert_eq!((found.height_px, found.width_px), (14, 14));
        let far = found.rgb.iter().zip(&expected.rgb).map(|(a, b)| a.abs_diff(*b)).max();
        assert!(far <= Some(most), "image {image} is off by {far:?}");
    }
}

#[test]
fn pictures_of_a_tree_are_in_the_order_of_the_tree() {
    let (stored, order) = (stored(), counts(&answers()["image_tree_order"]));
    let expected: Vec<_> = order.iter().map(|&image| stored[image].clone()).collect();
    assert_eq!(pictures(&open_one("npy/image_tree")), expected);
}

#[test]
fn a_picture_that_is_not_there_is_an_error() {
    let error = open_one("npz/no_images.npz").picture(ImageId(0)).unwrap_err().to_string();
    assert!(error.contains("has no images"), "{error}");
    for form in ["exporter_f32", "npz/stored.npz", "npy/images_folder"] {
        let error = open_one(form).picture(ImageId(24)).unwrap_err().to_string();
        assert!(error.contains("the image is 24; expected: below 24"), "{form}: {error}");
    }
}

#[test]
fn features_are_kept_for_the_images_that_have_them() {
    let recording = open_one("cbor_features");
    for image in 0..24 {
        let features = recording.features(ImageId(image)).unwrap();
        if image % 3 == 2 {
            assert_eq!(features, []);
        } else {
            let row = image.to_string();
            let expected = [("source", "test set"), ("row", row.as_str())];
            assert_eq!(features, expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
        }
    }
    assert_eq!(open_one("exporter_f32").features(ImageId(0)).unwrap(), []);
    assert_eq!(open_one("npz/stored.npz").features(ImageId(0)).unwrap(), []);
}
