//! The bytes of an answer, unpacked within bounds.

use std::io::{self, Write};

use brotli_decompressor::{BrotliDecoderParameter, DecompressorWriter};
use flate2::write::MultiGzDecoder;
use reqwest::Response;
use reqwest::header::CONTENT_ENCODING;

use crate::error::{Error, Result};
use crate::fetch::{failed, transport};

/// The codings that [`read`] unpacks, as an `Accept-Encoding` field.
pub(super) const CODINGS: &str = "gzip, br";

/// An answer may unpack to so many times its size on the wire.
const RATIO: usize = 50;

/// Up to so many bytes the ratio is not looked at: short texts of few words pack better than that.
const RATIO_FROM: usize = 1_048_576;

/// Reads the body of an answer, unpacked.
///
/// # Errors
/// `SERVICE_UNAVAILABLE` when it is larger than `largest` bytes, packed or unpacked, unpacks to more than 50 times its
/// size, is packed in another way than asked for, is broken, or breaks off.
pub(super) async fn read(mut response: Response, host: &str, largest: usize) -> Result<Vec<u8>> {
    let told = response.content_length().unwrap_or(0);
    if usize::try_from(told).map_or(true, |told| told > largest) {
        return Err(too_large(host, largest));
    }
    let mut unpacker = Unpacker::new(coding(&response, host)?, host, largest);
    while let Some(chunk) = response.chunk().await.map_err(|error| transport(host, error))? {
        unpacker.take(&chunk)?;
    }
    unpacker.finish()
}

#[derive(Clone, Copy)]
enum Coding {
    Identity,
    Gzip,
    Brotli,
}

fn coding(response: &Response, host: &str) -> Result<Coding> {
    let mut named = response.headers().get_all(CONTENT_ENCODING).iter();
    let (first, more) = (named.next(), named.next());
    let name = first.map(|value| value.to_str().unwrap_or("").to_ascii_lowercase());
    match (name.as_deref(), more) {
        (None | Some("identity"), None) => Ok(Coding::Identity),
        (Some("gzip" | "x-gzip"), None) => Ok(Coding::Gzip),
        (Some("br"), None) => Ok(Coding::Brotli),
        _ => Err(failed(format!("{host}: the answer has a content coding other than {CODINGS}."))),
    }
}

fn too_large(host: &str, largest: usize) -> Error {
    failed(format!("{host}: the answer is larger than {largest} bytes."))
}

/// Takes bytes as they come from the wire and keeps them unpacked.
struct Unpacker<'a> {
    decoder: Decoder,
    host: &'a str,
    largest: usize,
    wire: usize,
}

impl<'a> Unpacker<'a> {
    fn new(coding: Coding, host: &'a str, largest: usize) -> Self {
        Self { decoder: Decoder::new(coding), host, largest, wire: 0 }
    }

    fn take(&mut self, chunk: &[u8]) -> Result<()> {
        self.wire = self.wire.saturating_add(chunk.len());
        // Of packed bytes too: a packed stream can be endless and unpack to nothing.
        if self.wire > self.largest {
            return Err(too_large(self.host, self.largest));
        }
        self.decoder.sink().most = self.most();
        match self.decoder.write(chunk) {
            Ok(()) => Ok(()),
            Err(cause) => Err(self.fault(cause)),
        }
    }

    fn finish(mut self) -> Result<Vec<u8>> {
        // An answer without a body may name a coding all the same.
        if self.wire == 0 {
            return Ok(Vec::new());
        }
        match self.decoder.end() {
            Ok(bytes) => Ok(bytes),
            Err(cause) => Err(self.fault(cause)),
        }
    }

    /// How many bytes there may be, after what came over the wire so far.
    fn most(&self) -> usize {
        self.wire.saturating_mul(RATIO).max(RATIO_FROM).min(self.largest)
    }

    fn fault(&mut self, cause: io::Error) -> Error {
        let (most, host) = (self.most(), self.host);
        if !self.decoder.sink().over {
            let broken = failed(format!("{host}: the answer is packed and cannot be unpacked."));
            return Error { cause: Some(cause.into()), ..broken };
        }
        if most == self.largest {
            return too_large(host, most);
        }
        failed(format!("{host}: the answer unpacks to more than {RATIO} times its size."))
    }
}

enum Decoder {
    Identity(Bounded),
    Gzip(Box<MultiGzDecoder<Bounded>>),
    Brotli(Box<DecompressorWriter<Bounded>>),
}

impl Decoder {
    fn new(coding: Coding) -> Self {
        let sink = Bounded::default();
        match coding {
            Coding::Identity => Self::Identity(sink),
            Coding::Gzip => Self::Gzip(Box::new(MultiGzDecoder::new(sink))),
            Coding::Brotli => {
                let mut decoder = Box::new(DecompressorWriter::new(sink, 8192));
                // Windows of up to a gigabyte, which HTTP does not know (RFC 7932 ends at 16 MB).
                decoder.set_parameter(BrotliDecoderParameter::BROTLI_DECODER_PARAM_LARGE_WINDOW, 0);
                Self::Brotli(decoder)
            }
        }
    }

    fn sink(&mut self) -> &mut Bounded {
        match self {
            Self::Identity(sink) => sink,
            Self::Gzip(decoder) => decoder.get_mut(),
            Self::Brotli(decoder) => decoder.get_mut(),
        }
    }

    fn write(&mut self, chunk: &[u8]) -> io::Result<()> {
        match self {
            Self::Identity(sink) => sink.write_all(chunk),
            Self::Gzip(decoder) => decoder.write_all(chunk),
            Self::Brotli(decoder) => decoder.write_all(chunk),
        }
    }

    /// Writes out what is left, sees that the stream is whole, and gives the bytes.
    fn end(&mut self) -> io::Result<Vec<u8>> {
        match self {
            Self::Identity(_) => {}
            Self::Gzip(decoder) => decoder.try_finish()?,
            Self::Brotli(decoder) => decoder.close()?,
        }
        Ok(std::mem::take(&mut self.sink().bytes))
    }
}

/// Bytes up to a bound; what goes over it fails and is remembered.
#[derive(Default)]
struct Bounded {
    bytes: Vec<u8>,
    most: usize,
    over: bool,
}

impl Write for Bounded {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if self.bytes.len().saturating_add(piece.len()) > self.most {
            self.over = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
