//! A Deephys `.model` file: the network's name, its layers and their widths, and the layer that classifies.

use std::borrow::Cow;

use minicbor::decode::Decoder;

use super::cbor;
use crate::formats::bytes::Bytes;
use crate::formats::error::FormatError;

/// What a `.model` file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelFile {
    /// Name of the network.
    pub name: String,
    /// Names and numbers of neurons of the layers, in the order of the activations in a `.test` file.
    pub layers: Vec<(String, usize)>,
    /// Name of the layer that classifies; files before February 2023 have none.
    pub classification_layer: Option<String>,
    /// Keys that were passed over, and the `suffix` of old files.
    pub warnings: Vec<String>,
}

impl ModelFile {
    /// Reads all of `file`.
    pub fn read(file: &Bytes) -> Result<Self, FormatError> {
        let mut reader = Decoder::new(file.read()?);
        let (mut name, mut layers, mut classification_layer) = (None, None, None);
        let mut warnings = Vec::new();
        cbor::each_entry(&mut reader, "the model", |key, reader| {
            match key {
                "name" => name = Some(cbor::text(reader, "name")?.into_owned()),
                "layers" => layers = Some(read_layers(reader)?),
                "classification_layer" => {
                    let layer = cbor::optional_text(reader, "classification_layer")?;
                    classification_layer = layer.map(Cow::into_owned);
                }
                "suffix" => {
                    let suffix = cbor::optional_text(reader, "suffix")?;
                    warnings.extend(suffix_warning(suffix));
                }
                other => {
                    cbor::skip(reader, other)?;
                    warnings.push(format!("the unknown key \"{other}\" of the model is ignored"));
                }
            }
            Ok(())
        })?;
        let missing = |key: &str| FormatError::invalid("the model", format!("has no \"{key}\""));
        let layers = layers.ok_or_else(|| missing("layers"))?;
        if layers.is_empty() {
            return Err(FormatError::unexpected("the model", "at least one layer", "without any"));
        }
        Ok(Self {
            name: name.ok_or_else(|| missing("name"))?,
            layers,
            classification_layer,
            warnings,
        })
    }
}

/// What an old file's `suffix` means today.
pub(super) fn suffix_warning(suffix: Option<Cow<'_, str>>) -> Option<String> {
    suffix.map(|suffix| {
        format!("the suffix \"{suffix}\" of this old file is ignored; the name says it today")
    })
}

fn read_layers(reader: &mut Decoder<'_>) -> Result<Vec<(String, usize)>, FormatError> {
    let mut layers = Vec::new();
    cbor::each_item(reader, "layers", |reader, position| {
        let part = format!("layer {position}");
        let (mut name, mut neurons) = (None, None);
        cbor::each_entry(reader, &part, |key, reader| {
            match key {
                "layerID" => name = Some(cbor::text(reader, "layerID")?.into_owned()),
                "neurons" => neurons = Some(count_neurons(reader)?),
                _ => cbor::skip(reader, key)?,
            }
            Ok(())
        })?;
        match (name, neurons) {
            (Some(name), Some(neurons)) if neurons > 0 => layers.push((name, neurons)),
            (Some(_), Some(_)) => {
                return Err(FormatError::unexpected(part, "at least one neuron", "empty"));
            }
            (None, _) => return Err(FormatError::invalid(part, "has no \"layerID\"")),
            (_, None) => return Err(FormatError::invalid(part, "has no \"neurons\"")),
        }
        Ok(())
    })?;
    Ok(layers)
}

fn count_neurons(reader: &mut Decoder<'_>) -> Result<usize, FormatError> {
    let mut neurons = 0;
    cbor::each_item(reader, "neurons", |reader, _| {
        neurons += 1;
        cbor::skip(reader, "a neuron")
    })?;
    Ok(neurons)
}
