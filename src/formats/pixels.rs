//! Pictures where they lie: one array, one record an image, or one file an image, decoded one at a time.

use std::io::{BufReader, Cursor};
use std::path::{Path, PathBuf};

use super::bytes::Bytes;
use super::deephys::TestFile;
use super::error::FormatError;
use super::folder::read_small;
use super::mmap::open_regular;
use super::tensor::{Element, Tensor, shape_text};

/// A decoded picture: rows of red, green, blue bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Rows of pixels.
    pub height_px: usize,
    /// Pixels of a row.
    pub width_px: usize,
    /// `height_px * width_px * 3` bytes.
    pub rgb: Vec<u8>,
}

/// The pictures of a recording.
#[derive(Debug)]
pub enum Pixels {
    /// One uint8 array for all of them.
    Array(PixelArray),
    /// In the records of a Deephys file.
    Records(std::sync::Arc<TestFile>),
    /// A file each.
    Files(Vec<PathBuf>),
}

/// Largest file of a picture.
const MOST_FILE_BYTES: u64 = 256 << 20;
/// Largest side of a picture that is decoded.
const MOST_SIDE_PX: u32 = 16_384;
/// Largest memory a decoder may take for one picture.
const MOST_DECODED_BYTES: u64 = 512 << 20;

impl Pixels {
    /// Number of pictures.
    pub fn len(&self) -> usize {
        match self {
            Self::Array(array) => array.n_images,
            Self::Records(file) => file.n_images(),
            Self::Files(files) => files.len(),
        }
    }

    /// Whether there is no picture.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Height and width that all pictures share; `None` when they differ. Opens every file.
    pub fn common_size_px(&self) -> Option<(usize, usize)> {
        let first = self.size_px(0).ok()?;
        let is_common = match self {
            Self::Records(file) => file.has_one_size(),
            Self::Array(_) => true,
            Self::Files(files) => {
                files.iter().all(|path| file_size_px(path).is_ok_and(|size| size == first))
            }
        };
        is_common.then_some(first)
    }

    /// Height and width in pixels, from the header alone where the format has one.
    pub fn size_px(&self, image: usize) -> Result<(usize, usize), FormatError> {
        match self {
            Self::Array(array) => Ok((array.height_px, array.width_px)),
            Self::Records(file) => file.size_px(image),
            Self::Files(files) => file_size_px(path(files, image)?),
        }
    }

    /// Fails if the file under the pictures has lost bytes since it was opened.
    pub fn check(&self) -> Result<(), FormatError> {
        match self {
            Self::Array(array) => array.bytes.check(),
            Self::Records(file) => file.check(),
            Self::Files(_) => Ok(()),
        }
    }

    /// Decodes one picture.
    pub fn picture(&self, image: usize) -> Result<Picture, FormatError> {
        match self {
            Self::Array(array) => array.picture(image),
            Self::Records(file) => file.picture(image),
            Self::Files(files) => decode_file(path(files, image)?),
        }
    }
}

fn path(files: &[PathBuf], image: usize) -> Result<&PathBuf, FormatError> {
    files.get(image).ok_or_else(|| {
        FormatError::unexpected("the image", format!("below {}", files.len()), image.to_string())
    })
}

fn named(path: &Path) -> String {
    format!("picture {}", crate::text::shown_path(path.file_name().unwrap_or_default().as_ref()))
}

fn file_size_px(path: &Path) -> Result<(usize, usize), FormatError> {
    let failed =
        |problem: String| FormatError::invalid("it", format!("cannot be decoded: {problem}"));
    let read = || {
        let file = BufReader::new(open_regular(path)?);
        let reader = image::ImageReader::new(file).with_guessed_format();
        let reader = reader.map_err(|error| failed(error.to_string()))?;
        reader.into_dimensions().map_err(|error| failed(error.to_string()))
    };
    let (width, height) = read().map_err(|error| error.within(&named(path)))?;
    Ok((height as usize, width as usize))
}

fn decode_file(path: &Path) -> Result<Picture, FormatError> {
    let failed =
        |problem: String| FormatError::invalid("it", format!("cannot be decoded: {problem}"));
    let decode = || {
        let bytes = read_small(path, MOST_FILE_BYTES)?;
        let mut reader = image::ImageReader::new(Cursor::new(bytes))
            .with_guessed_format()
            .map_err(|error| failed(error.to_string()))?;
        let mut limits = image::Limits::default();
        limits.max_image_width = Some(MOST_SIDE_PX);
        limits.max_image_height = Some(MOST_SIDE_PX);
        limits.max_alloc = Some(MOST_DECODED_BYTES);
        reader.limits(limits);
        reader.decode().map_err(|error| failed(error.to_string()))
    };
    let decoded = decode().map_err(|error| error.within(&named(path)))?.into_rgb8();
    Ok(Picture {
        height_px: decoded.height() as usize,
        width_px: decoded.width() as usize,
        rgb: decoded.into_raw(),
    })
}

/// Pictures in one uint8 array, whatever its axes.
#[derive(Debug)]
pub struct PixelArray {
    bytes: Bytes,
    n_images: usize,
    height_px: usize,
    width_px: usize,
    channels: usize,
    strides: Strides,
}

/// Distances in bytes along each axis of a [`PixelArray`].
#[derive(Debug)]
struct Strides {
    image: usize,
    row: usize,
    column: usize,
    channel: usize,
}

impl PixelArray {
    /// Reads the axes of `(N, H, W, 3)`, `(N, 3, H, W)`, `(N, H, W)`, or the same with one channel.
    pub fn from_tensor(tensor: &Tensor) -> Result<Self, FormatError> {
        if !matches!(tensor.element, Element::Int { size_bytes: 1, signed: false, .. }) {
            return Err(FormatError::unsupported(
                "it",
                tensor.element.to_string(),
                "save pixels as uint8 from 0 to 255: (images * 255).round().astype(np.uint8)",
            ));
        }
        let shape = &tensor.shape;
        if shape.contains(&0) {
            return Err(FormatError::unexpected(
                "its shape",
                "at least one image with one pixel",
                shape_text(shape),
            ));
        }
        let mut strides = vec![1; shape.len()];
        let axes: Vec<usize> = if tensor.fortran {
            (0..shape.len()).collect()
        } else {
            (0..shape.len()).rev().collect()
        };
        let mut stride = 1;
        for axis in axes {
            if let (Some(to), Some(length)) = (strides.get_mut(axis), shape.get(axis)) {
                *to = stride;
                stride *= length;
            }
        }
        let (height, width, channel) = match *shape.as_slice() {
            [_, _, _] => (1, 2, None),
            [_, _, _, 1 | 3] => (1, 2, Some(3)),
            [_, 1 | 3, _, _] => (2, 3, Some(1)),
            _ => {
                return Err(FormatError::unexpected(
                    "its shape",
                    "(N, H, W, 3), (N, 3, H, W) or (N, H, W)",
                    shape_text(shape),
                ));
            }
        };
        let of = |list: &[usize], axis: usize| list.get(axis).copied().unwrap_or(1);
        Ok(Self {
            bytes: tensor.bytes().clone(),
            n_images: of(shape, 0),
            height_px: of(shape, height),
            width_px: of(shape, width),
            channels: channel.map_or(1, |axis| of(shape, axis)),
            strides: Strides {
                image: of(&strides, 0),
                row: of(&strides, height),
                column: of(&strides, width),
                channel: channel.map_or(0, |axis| of(&strides, axis)),
            },
        })
    }

    fn picture(&self, image: usize) -> Result<Picture, FormatError> {
        if image >= self.n_images {
            return Err(FormatError::unexpected(
                "the image",
                format!("below {}", self.n_images),
                image.to_string(),
            ));
        }
        let bytes = self.bytes.read()?;
        let channel_stride = if self.channels == 3 { self.strides.channel } else { 0 };
        let mut rgb = Vec::with_capacity(self.height_px * self.width_px * 3);
        for row in 0..self.height_px {
            for column in 0..self.width_px {
                let at = image * self.strides.image
                    + row * self.strides.row
                    + column * self.strides.column;
                rgb.extend((0..3).map(|channel| {
                    bytes.get(at + channel * channel_stride).copied().unwrap_or_default()
                }));
            }
        }
        Ok(Picture { height_px: self.height_px, width_px: self.width_px, rgb })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::tensor::Endian;

    const COUNT: &[u8] = &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

    fn array(shape: &[usize]) -> Result<PixelArray, FormatError> {
        let element = Element::Int { size_bytes: 1, signed: false, endian: Endian::Little };
        let tensor = Tensor::new(element, shape.to_vec(), false, &Bytes::embedded(COUNT))?;
        PixelArray::from_tensor(&tensor)
    }

    #[test]
    fn channels_may_come_last_first_or_not_at_all() {
        let last = array(&[1, 2, 2, 3]).unwrap().picture(0).unwrap();
        assert_eq!(last.rgb, COUNT);
        let first = array(&[1, 3, 2, 2]).unwrap().picture(0).unwrap();
        assert_eq!(first.rgb, [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
        let gray = array(&[3, 2, 2]).unwrap().picture(1).unwrap();
        assert_eq!(gray.rgb, [4, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7, 7]);
    }

    #[test]
    fn pictures_need_not_be_square() {
        let picture = array(&[1, 4, 1, 3]).unwrap().picture(0).unwrap();
        assert_eq!((picture.height_px, picture.width_px), (4, 1));
    }

    #[test]
    fn other_shapes_are_named() {
        let error = array(&[1, 2, 2, 2]).unwrap_err().to_string();
        assert!(error.contains("(1, 2, 2, 2)"), "{error}");
    }
}
