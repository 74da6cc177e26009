//! Pictures to send: good ones, and ones that are up to something.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// A JPEG of this size, in colours that run from corner to corner.
pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([(x % 256) as u8, (y % 256) as u8, 90])
    });
    let mut bytes = Vec::new();
    image::codecs::jpeg::JpegEncoder::new(&mut bytes)
        .encode_image(&picture)
        .unwrap();
    bytes
}

/// A JPEG with EXIF in it: lying on its side, taken at a place, and a comment after it.
pub fn jpeg_from_a_camera(width: u32, height: u32) -> Vec<u8> {
    let mut tiff: Vec<u8> = b"II*\0\x08\0\0\0".to_vec();
    tiff.extend(2_u16.to_le_bytes());
    // Orientation: turn by a quarter to the right.
    tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]);
    // Where the part about the place begins: behind this one.
    tiff.extend([0x25, 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0]);
    tiff.extend([0; 4]);
    tiff.extend(1_u16.to_le_bytes());
    // The datum of the map, as text behind.
    tiff.extend([0x12, 0, 2, 0, 22, 0, 0, 0, 56, 0, 0, 0]);
    tiff.extend([0; 4]);
    tiff.extend(b"GPS-31.5204N-74.3587E\0");
    let mut exif = b"Exif\0\0".to_vec();
    exif.extend(tiff);
    let plain = jpeg(width, height);
    let mut bytes = plain[..2].to_vec();
    bytes.extend(segment(0xE1, &exif));
    bytes.extend(segment(0xFE, b"a comment of the camera"));
    bytes.extend(&plain[2..]);
    bytes.extend(b"PK-something-behind-the-picture");
    bytes
}

fn segment(kind: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0xFF, kind];
    bytes.extend(u16::try_from(content.len() + 2).unwrap().to_be_bytes());
    bytes.extend(content);
    bytes
}

/// A PNG that says of itself that it is so large, with hardly anything in it.
pub fn png_that_claims(width: u32, height: u32) -> Vec<u8> {
    let mut head = Vec::new();
    head.extend(width.to_be_bytes());
    head.extend(height.to_be_bytes());
    head.extend([8, 2, 0, 0, 0]);
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    packed.write_all(&[0; 100_000]).unwrap();
    let packed = packed.finish().unwrap();
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, content) in [(b"IHDR", head), (b"IDAT", packed), (b"IEND", Vec::new())] {
        bytes.extend(u32::try_from(content.len()).unwrap().to_be_bytes());
        let mut chunk = kind.to_vec();
        chunk.extend(content);
        let mut sum = flate2::Crc::new();
        sum.update(&chunk);
        bytes.extend(&chunk);
        bytes.extend(sum.sum().to_be_bytes());
    }
    bytes
}

/// A PNG of which half can be seen through.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let picture = image::RgbaImage::from_fn(width, height, |x, _| {
        image::Rgba([10, 20, 30, if x < width / 2 { 0 } else { 255 }])
    });
    let mut bytes = Vec::new();
    picture
        .write_to(
            &mut std::io::Cursor::new(&mut bytes),
            image::ImageFormat::Png,
        )
        .unwrap();
    bytes
}
