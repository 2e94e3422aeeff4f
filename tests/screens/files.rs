//! Recordings that no fixture holds, written into a folder that goes away after the test.
#![expect(clippy::unwrap_used, reason = "a folder that cannot be written ends the test")]

use std::path::{Path, PathBuf};

use deephys::ids::LayerId;
use deephys::recording::Recording;
use tempfile::TempDir;

/// A folder of recordings, each a folder of `.npy` files.
pub(crate) struct Files {
    folder: TempDir,
}

impl Files {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// Writes a recording: layers by name and width, so many images. The activation of neuron 2 for image 3 is 3.02.
    pub(crate) fn write(&self, name: &str, layers: &[(&str, u16)], n_images: u16) -> PathBuf {
        let folder = self.folder.path().join(name);
        std::fs::create_dir(&folder).unwrap();
        for (layer, width) in layers {
            let activation = |image, neuron| f32::from(image) + f32::from(neuron) / 100.;
            let values: Vec<u8> = (0..n_images)
                .flat_map(|image| (0..*width).map(move |neuron| activation(image, neuron)))
                .flat_map(f32::to_le_bytes)
                .collect();
            let shape = format!("({n_images}, {width})");
            write_npy(&folder.join(format!("{layer}.npy")), "<f4", &shape, &values);
        }
        let labels: Vec<u8> =
            (0..n_images).flat_map(|image| i64::from(image % 2).to_le_bytes()).collect();
        write_npy(&folder.join("labels.npy"), "<i8", &format!("({n_images},)"), &labels);
        folder
    }

    /// Writes a recording that holds the first images of another one alone, each layer under its number and name.
    pub(crate) fn write_first(&self, of: &Recording, n_images: usize) -> PathBuf {
        let folder = self.folder.path().join(&of.name);
        std::fs::create_dir(&folder).unwrap();
        for (at, (layer, width)) in of.layers().enumerate() {
            let activations = of.images(LayerId(at), 0..n_images).unwrap();
            let values: Vec<u8> =
                activations.iter().flat_map(|activation| activation.to_le_bytes()).collect();
            let shape = format!("({n_images}, {width})");
            write_npy(&folder.join(format!("{at}_{layer}.npy")), "<f8", &shape, &values);
        }
        let labels =
            of.categories().iter().take(n_images).map(|category| category.unwrap().index());
        let labels: Vec<u8> = labels.flat_map(|label| (label as u64).to_le_bytes()).collect();
        write_npy(&folder.join("labels.npy"), "<i8", &format!("({n_images},)"), &labels);
        folder
    }

    /// Writes a recording of so many categories: truth and prediction of every image. Neuron 0 of its layer is the
    /// image's truth, neuron 1 its prediction.
    pub(crate) fn write_taken(
        &self,
        name: &str,
        n_categories: u16,
        images: &[(u16, u16)],
    ) -> PathBuf {
        let folder = self.folder.path().join(name);
        std::fs::create_dir(&folder).unwrap();
        let count = images.len();
        let hidden = images.iter().flat_map(|of| [of.0, of.1]).map(f32::from);
        let hidden: Vec<u8> = hidden.flat_map(f32::to_le_bytes).collect();
        write_npy(&folder.join("a_hidden.npy"), "<f4", &format!("({count}, 2)"), &hidden);
        // A half of 1.0 for what is predicted.
        let logit = |predicted: u16, of: u16| if predicted == of { 0x3c00_u16 } else { 0 };
        let logits = images.iter().flat_map(|of| (0..n_categories).map(|at| logit(of.1, at)));
        let logits: Vec<u8> = logits.flat_map(u16::to_le_bytes).collect();
        let shape = format!("({count}, {n_categories})");
        write_npy(&folder.join("b_output.npy"), "<f2", &shape, &logits);
        let labels: Vec<u8> = images.iter().flat_map(|of| i64::from(of.0).to_le_bytes()).collect();
        write_npy(&folder.join("labels.npy"), "<i8", &format!("({count},)"), &labels);
        let names: Vec<String> =
            (0..n_categories).map(|category| format!("kind {category}")).collect();
        name_categories(&folder, &names.join("\n"));
        folder
    }
}

/// Names of the categories of a recording, one a line.
pub(crate) fn name_categories(recording: &Path, names: &str) {
    std::fs::write(recording.join("categories.txt"), names).unwrap();
}

/// An array as NumPy writes it.
pub(crate) fn write_npy(path: &Path, descr: &str, shape: &str, data: &[u8]) {
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend(u16::try_from(header.len()).unwrap().to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(data);
    std::fs::write(path, bytes).unwrap();
}
