//! Files as they come from people and from attackers.

use std::io::Write;

use proptest::prelude::*;
use rostrum::bulk::table::{self, Encoding, Table};
use rostrum::bulk::{FILE_LIMIT, Kind};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use zip::write::{SimpleFileOptions, ZipWriter};

/// Where something is wrong, and what; nothing where the file is a table.
fn wrong(bytes: &[u8]) -> Vec<String> {
    match table::read(bytes, Encoding::Unicode) {
        Ok(_) => Vec::new(),
        Err(faults) => {
            let report = rostrum::bulk::Report::of(Kind::Courses, 0, Vec::new(), faults);
            super::faults(&report)
        }
    }
}

fn cells(table: &Table) -> Vec<Vec<&str>> {
    std::iter::once(&table.head)
        .chain(&table.rows)
        .map(|line| line.cells.iter().map(String::as_str).collect())
        .collect()
}

fn book(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(["code", "name", "weeks"]) {
        sheet.write_string(0, column, name).unwrap();
    }
    sheet.write_string(1, 0, "X-1").unwrap();
    fill(sheet);
    book.save_to_buffer().unwrap()
}

#[test]
fn cells_of_a_workbook_are_what_somebody_would_type() {
    let bytes = book(|sheet| {
        let date = Format::new().set_num_format("yyyy-mm-dd");
        let time = Format::new().set_num_format("hh:mm");
        sheet.write_number(1, 1, 12.0).unwrap();
        sheet.write_number(1, 2, 2.5).unwrap();
        sheet.write_boolean(2, 0, true).unwrap();
        let day = ExcelDateTime::from_ymd(2026, 5, 6).unwrap();
        sheet.write_datetime_with_format(2, 1, &day, &date).unwrap();
        let hour = ExcelDateTime::from_hms(9, 20, 0).unwrap();
        sheet
            .write_datetime_with_format(2, 2, &hour, &time)
            .unwrap();
        sheet.write_string(5, 0, "after empty rows").unwrap();
        // A row that nobody sees counts as any other.
        sheet.set_row_hidden(5).unwrap();
    });
    let table = table::read(&bytes, Encoding::Unicode).unwrap();
    assert_eq!(
        cells(&table)[1..],
        [
            vec!["X-1", "12", "2.5"],
            vec!["yes", "2026-05-06", "09:20"],
            vec!["after empty rows"],
        ]
    );
    let numbers: Vec<u32> = table.rows.iter().map(|line| line.number).collect();
    assert_eq!(numbers, [2, 3, 6]);
}

#[test]
fn formulas_merged_cells_and_errors_are_named() {
    let bytes = book(|sheet| {
        let plain = Format::new();
        sheet
            .write_formula(1, 1, Formula::new("=1+1").set_result("2"))
            .unwrap();
        sheet.merge_range(2, 1, 3, 2, "both", &plain).unwrap();
    });
    assert_eq!(wrong(&bytes), ["B3 bulk-merged", "B2 bulk-formula"]);
}

#[test]
fn what_is_too_much_is_refused_and_not_read() {
    let mut long = String::from("code,name\n");
    for n in 0..100_000 {
        long += &format!("C-{n},Course {n}\n");
    }
    assert_eq!(wrong(long.as_bytes()), [" bulk-too-many-rows"]);
    let bytes = book(|sheet| {
        for row in 1..4000 {
            sheet.write_number(row, 0, row).unwrap();
        }
    });
    assert_eq!(wrong(&bytes), [" bulk-too-many-rows"]);
    let bytes = book(|sheet| {
        sheet.write_string(1_048_575, 16_383, "far away").unwrap();
    });
    assert_eq!(wrong(&bytes), [" bulk-too-many-columns"]);
    assert_eq!(wrong(&vec![b'x'; FILE_LIMIT + 1]), [" bulk-file-large"]);
    assert_eq!(
        wrong(",".repeat(500).as_bytes()),
        [" bulk-too-many-columns"]
    );
    let wide = format!("code\n{}\n", "x".repeat(5000));
    assert_eq!(wrong(wide.as_bytes()), ["A2 field-long"]);
    // A quote that is never closed swallows the rest of the file.
    let open = format!("code\n\"{}", "x\n".repeat(5000));
    assert_eq!(wrong(open.as_bytes()), ["A2 field-long"]);
}

#[test]
fn a_bomb_does_not_go_off() {
    let mut bomb = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let tight = SimpleFileOptions::default().compression_level(Some(9));
    bomb.start_file("xl/worksheets/sheet1.xml", tight).unwrap();
    let zeros = vec![b' '; 1024 * 1024];
    for _ in 0..200 {
        bomb.write_all(&zeros).unwrap();
    }
    let bytes = bomb.finish().unwrap().into_inner();
    assert!(bytes.len() < FILE_LIMIT, "{}", bytes.len());
    assert_eq!(wrong(&bytes), [" bulk-bomb"]);
    let mut many = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for n in 0..2000 {
        many.start_file(format!("f{n}"), tight).unwrap();
    }
    let bytes = many.finish().unwrap().into_inner();
    assert_eq!(wrong(&bytes), [" bulk-bomb"]);
}

#[test]
fn other_letters_and_other_files_are_told_apart() {
    let (arabic, _, _) = encoding_rs::WINDOWS_1256.encode("code,name\nX-1,لاهور\n");
    assert_eq!(wrong(&arabic), ["A2 bulk-not-unicode"]);
    let read = table::read(&arabic, Encoding::Windows1256).unwrap();
    assert_eq!(cells(&read)[1], ["X-1", "لاهور"]);
    assert_eq!(wrong(b""), [" bulk-file-empty"]);
    assert_eq!(wrong(b"code,name\n"), [" bulk-no-rows"]);
    assert_eq!(wrong(b"code\n\0\n"), [" bulk-no-table"]);
    assert_eq!(wrong(&[0xD0, 0xCF, 0x11, 0xE0, 1]), [" bulk-old-workbook"]);
    assert_eq!(wrong(b"PK\x03\x04 and nothing"), [" bulk-broken-workbook"]);
    assert_eq!(wrong(b"%PDF-1.7\n\xff\xfe\n"), ["A2 bulk-not-unicode"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_take_the_reader_down(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        for encoding in Encoding::ALL {
            let _ = table::read(&bytes, encoding);
        }
    }

    #[test]
    fn no_damaged_workbook_takes_the_reader_down(
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
    ) {
        let mut bytes = book(|_| {});
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = table::read(&bytes, Encoding::Unicode);
    }

    #[test]
    fn no_sheet_takes_the_reader_down(inside in "[<>/a-zA-Z0-9=\"' :]{0,300}") {
        let mut file = ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let mut part = |name: &str, text: &str| {
            file.start_file(name, SimpleFileOptions::default()).unwrap();
            file.write_all(text.as_bytes()).unwrap();
        };
        part("[Content_Types].xml", "<Types/>");
        part("xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>");
        part("xl/workbook.xml", "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>");
        part("xl/worksheets/sheet1.xml", &format!("<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>x</t></is></c>{inside}</row></sheetData></worksheet>"));
        let bytes = file.finish().unwrap().into_inner();
        let _ = table::read(&bytes, Encoding::Unicode);
    }
}
