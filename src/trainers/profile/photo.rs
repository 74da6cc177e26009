//! Pictures that somebody sent: read with bounds, turned upright, made small, and written anew, so that nothing is
//! in them but the picture: no place, no camera, no hidden file. Read outside of any transaction: it takes a while.

use std::io::Cursor;
use std::time::Duration;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage,
    guess_format,
};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::error::{Error, Message, Result};

/// Bytes of a picture at most, as it is sent.
pub const FILE_LIMIT: usize = 5 * 1024 * 1024;
/// Points of a picture at most, in millions.
pub const MEGAPIXELS: u64 = 25;
/// Points of a side at most: making a thread of a picture smaller would take more room than a square one.
const SIDE: u32 = 12_000;
/// Points of a picture as it is kept, at most: across and down.
const SIZE: (u32, u32) = (600, 800);
/// Bytes that reading one may take.
const MEMORY: u64 = 128 * 1024 * 1024;
/// Of 100: no difference can be seen on a screen.
const QUALITY: u8 = 85;

/// One at a time, so that many large ones can't fill the memory.
static READING: Semaphore = Semaphore::const_new(1);
/// Pictures that may wait for that.
static WAITING: Semaphore = Semaphore::const_new(8);
/// How long one waits.
const PATIENCE: Duration = Duration::from_secs(10);

/// A picture that is safe to show.
#[derive(Clone, Debug)]
pub struct Photo(pub(super) Vec<u8>);

/// Makes a picture of what was sent.
///
/// # Errors
/// Names the field `photo`: no picture, too large, broken.
pub async fn read(bytes: Vec<u8>) -> Result<Photo> {
    if bytes.is_empty() {
        return Err(fault("profile-photo-choose"));
    }
    if bytes.len() > FILE_LIMIT {
        return Err(too_large());
    }
    // Whoever waits holds a file in memory: a few may, and not for long.
    let _place = WAITING.try_acquire().map_err(|_| Error::Busy)?;
    let turn = match tokio::time::timeout(PATIENCE, READING.acquire()).await {
        Ok(turn) => turn.map_err(|error| Error::Internal(error.to_string()))?,
        Err(_) => return Err(Error::Busy),
    };
    let work = move || {
        let _turn = turn;
        remake(&bytes)
    };
    spawn_blocking(work)
        .await
        .map_err(|error| Error::Internal(format!("a picture: {error}")))?
        .map(Photo)
}

/// A mark of these very bytes, as an `ETag` has it.
pub fn mark(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let hex: String = digest[..16].iter().map(|b| format!("{b:02x}")).collect();
    format!("\"{hex}\"")
}

/// That a file has more bytes than one may have.
pub fn too_large() -> Error {
    let message = Message::new("profile-photo-large").with("mb", FILE_LIMIT >> 20);
    Error::field("photo", message)
}

fn fault(key: &str) -> Error {
    Error::field("photo", Message::new(key))
}

fn remake(bytes: &[u8]) -> Result<Vec<u8>> {
    let format = guess_format(bytes).ok();
    let format = format.filter(|kind| matches!(kind, ImageFormat::Jpeg | ImageFormat::Png));
    let format = format.ok_or_else(|| fault("profile-photo-kind"))?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refusal)?;
    let (width, height) = decoder.dimensions();
    let points = u64::from(width) * u64::from(height);
    if points > MEGAPIXELS * 1_000_000 || width.max(height) > SIDE {
        return Err(too_many_points());
    }
    // The decoders themselves hold to no limit as they write the points.
    if decoder.total_bytes() > MEMORY {
        return Err(too_many_points());
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(refusal)?;
    let mut picture = smaller(picture, orientation);
    picture.apply_orientation(orientation);
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, QUALITY)
        .encode_image(&on_white(&picture))
        .map_err(|error| Error::Internal(format!("a picture: {error}")))?;
    Ok(out)
}

fn too_many_points() -> Error {
    let message = Message::new("profile-photo-points").with("million", MEGAPIXELS);
    Error::field("photo", message)
}

fn refusal(error: ImageError) -> Error {
    match error {
        ImageError::Limits(_) => too_many_points(),
        _ => fault("profile-photo-broken"),
    }
}

/// Fits it into what is kept; a small one stays as it is.
fn smaller(picture: DynamicImage, orientation: Orientation) -> DynamicImage {
    let lying = matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    );
    let (width, height) = if lying { (SIZE.1, SIZE.0) } else { SIZE };
    if picture.width() <= width && picture.height() <= height {
        return picture;
    }
    picture.resize(width, height, FilterType::Triangle)
}

/// What can be seen through is white, as on paper.
fn on_white(picture: &DynamicImage) -> RgbImage {
    let seen = picture.to_rgba8();
    RgbImage::from_fn(seen.width(), seen.height(), |x, y| {
        let [red, green, blue, alpha] = seen.get_pixel(x, y).0;
        let over = |part: u8| {
            let (part, alpha) = (u32::from(part), u32::from(alpha));
            u8::try_from((part * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        image::Rgb([over(red), over(green), over(blue)])
    })
}
