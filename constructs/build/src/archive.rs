use std::collections::BTreeMap;
use std::io::{self, Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::output::BOOTSTRAP;

/// A zip whose bytes depend on nothing but names and contents: sorted, all of one time (1 January 1980, the
/// first that zips know), modes 0755 for `bootstrap` and 0644 for the rest.
///
/// # Errors
/// If the content does not fit into a zip.
pub fn zip(files: &BTreeMap<&str, &[u8]>) -> io::Result<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(9))
            .last_modified_time(DateTime::default())
            .unix_permissions(if *name == BOOTSTRAP { 0o755 } else { 0o644 });
        writer.start_file(*name, options).map_err(io::Error::other)?;
        writer.write_all(content)?;
    }
    Ok(writer.finish().map_err(io::Error::other)?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_depend_on_the_content_alone() {
        let files = BTreeMap::from([("openapi.json", b"{}".as_slice()), (BOOTSTRAP, b"elf")]);
        let bytes = zip(&files).unwrap();
        assert_eq!(zip(&files).unwrap(), bytes);
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let entries: Vec<_> = (0..archive.len())
            .map(|it| {
                let file = archive.by_index(it).unwrap();
                let time = file.last_modified().unwrap();
                (
                    file.name().unwrap().into_owned(),
                    file.unix_mode().unwrap() & 0o777,
                    time.year(),
                    time.hour(),
                )
            })
            .collect();
        let expected = [(BOOTSTRAP.to_owned(), 0o755, 1980, 0), ("openapi.json".to_owned(), 0o644, 1980, 0)];
        assert_eq!(entries, expected);
    }
}
