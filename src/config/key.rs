//! The installation's key: 32 bytes in a file of mode 0600, beside and never in the database.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use super::ConfigError;

/// Reads the key, or makes it at the first start from the bytes given.
pub fn load_or_make(path: &Path, fresh: [u8; 32]) -> Result<[u8; 32], ConfigError> {
    let refuse = |why: String| ConfigError(format!("ROSTRUM_KEY_FILE {}: {why}", path.display()));
    match OpenOptions::new().read(true).open(path) {
        Ok(mut file) => {
            private(&file).map_err(refuse)?;
            let mut text = String::new();
            file.read_to_string(&mut text)
                .map_err(|e| refuse(e.to_string()))?;
            parse(text.trim()).ok_or_else(|| {
                refuse("does not hold 64 hexadecimal digits; restore the file".into())
            })
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(path).map_err(|e| refuse(e.to_string()))?;
            let hex: String = fresh.iter().map(|byte| format!("{byte:02x}")).collect();
            writeln!(file, "{hex}").map_err(|e| refuse(e.to_string()))?;
            Ok(fresh)
        }
        Err(error) => Err(refuse(error.to_string())),
    }
}

#[cfg(unix)]
fn private(file: &std::fs::File) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    let mode = file
        .metadata()
        .map_err(|e| e.to_string())?
        .permissions()
        .mode();
    if mode & 0o077 == 0 {
        Ok(())
    } else {
        Err(format!(
            "can be read by others (mode {:o}); chmod 600 it",
            mode & 0o777
        ))
    }
}

#[cfg(not(unix))]
fn private(_: &std::fs::File) -> Result<(), String> {
    Ok(())
}

fn parse(hex: &str) -> Option<[u8; 32]> {
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    let mut key = [0; 32];
    for (i, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).ok()?;
    }
    Some(key)
}
