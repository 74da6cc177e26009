//! Pictures: what is refused, and that nothing stays in one but the picture.

use image::GenericImageView;
use rostrum::error::Error;
use rostrum::trainers::profile::{self, photo};

use super::{page, publish};
use crate::support::pictures::{jpeg, jpeg_from_a_camera, png, png_that_claims};
use crate::support::{TestApp, World};

/// Why a picture was refused.
async fn refused(bytes: Vec<u8>) -> String {
    match photo::read(bytes).await {
        Err(Error::Invalid(errors)) => {
            assert_eq!(errors[0].field, "photo");
            errors[0].message.key.clone()
        }
        other => panic!("{:?}", other.map(drop)),
    }
}

#[tokio::test]
async fn what_is_no_small_picture_is_refused() {
    assert_eq!(refused(Vec::new()).await, "profile-photo-choose");
    for other in [
        b"GIF89a\x01\0\x01\0".to_vec(),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(),
        b"%PDF-1.7".to_vec(),
    ] {
        assert_eq!(refused(other).await, "profile-photo-kind");
    }
    for (width, height) in [(30_000, 30_000), (65_535, 400), (u32::MAX >> 1, 1)] {
        let key = refused(png_that_claims(width, height)).await;
        assert_eq!(key, "profile-photo-points", "{width} × {height}");
    }
    // Small by its own account, and not all there; a JPEG that ends too soon.
    assert_eq!(
        refused(png_that_claims(5000, 4000)).await,
        "profile-photo-broken"
    );
    let mut half = jpeg(50, 50);
    half.truncate(100);
    assert_eq!(refused(half).await, "profile-photo-broken");
    let mut large = jpeg(50, 50);
    large.resize(photo::FILE_LIMIT + 1, 0);
    assert_eq!(refused(large).await, "profile-photo-large");
}

#[tokio::test]
async fn a_file_that_is_too_large_is_refused_beside_its_field() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let own = page(world.trainer.trainer());
    let mut trainer = world.trainer.browse(&app).await;
    let mut large = jpeg(50, 50);
    large.resize(photo::FILE_LIMIT + 1, 0);
    for (bytes, words) in [
        (large, "more than 5 MB"),
        (
            png_that_claims(30_000, 30_000),
            "more than 25 million pixels",
        ),
        (b"hello".to_vec(), "neither a JPEG nor a PNG"),
    ] {
        let answer = trainer
            .upload(
                &format!("{own}/photo"),
                "me.png",
                &bytes,
                &[("version", "0")],
            )
            .await;
        answer.status(422);
        let faults = answer.faults();
        assert!(faults.len() == 1 && faults[0].contains(words), "{faults:?}");
    }
}

#[tokio::test]
async fn nothing_is_in_a_photo_but_the_picture() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let id = world.trainer.trainer();
    let sent = jpeg_from_a_camera(1600, 900);
    let has = |bytes: &[u8], word: &[u8]| bytes.windows(word.len()).any(|w| w == word);
    for word in [&b"GPS-31.5204N"[..], b"Exif", b"a comment", b"PK-something"] {
        assert!(has(&sent, word));
    }
    let mut trainer = world.trainer.browse(&app).await;
    trainer
        .upload(
            &format!("{}/photo", page(id)),
            "me.jpg",
            &sent,
            &[("version", "0")],
        )
        .await
        .leads_to(&page(id));
    let slug = publish(&app, &world.trainer).await;
    let kept = app.visitor().get(&format!("/profiles/{slug}/photo")).await;
    let kept = kept.ok().bytes.clone();
    for word in [&b"GPS"[..], b"Exif", b"a comment", b"PK-something"] {
        assert!(!has(&kept, word), "{word:?} is still there");
    }
    // It was lying on its side, and stands now, small enough.
    let picture = image::load_from_memory(&kept).unwrap();
    assert_eq!(picture.dimensions(), (450, 800));
    // What could be seen through is white; a small one is not made larger.
    let app_photo = photo::read(png(40, 20)).await.unwrap();
    app.write_as(&world.trainer.actor, async |work| {
        let version = profile::get(work, id).await?.version;
        profile::set_photo(work, id, version, app_photo).await
    })
    .await;
    let kept = app.visitor().get(&format!("/profiles/{slug}/photo")).await;
    let picture = image::load_from_memory(&kept.ok().bytes).unwrap();
    assert_eq!(picture.dimensions(), (40, 20));
    assert!(
        picture.get_pixel(2, 10).0[..3]
            .iter()
            .all(|part| *part > 240)
    );
}
