//! A writer: makes articles and tags and changes its own, through all lives of the server. After a kill it looks what
//! became of the request that broke off: it is done, wholly, or it is not.

use reqwest::Method;
use serde_json::Value;

use super::dice::Dice;
use super::door::{Answer, Broken, Door, Write};
use super::piece::{Piece, State, new_tag};

/// How many requests of earlier lives one life sends again: they must not leave it without new ones.
const AGAIN: usize = 4;

/// A tag of its own.
#[derive(Debug)]
pub struct Tag {
    pub slug: String,
    create: Write,
    pub id: Option<String>,
}

pub struct Writer {
    dice: Dice,
    first: u64,
    pub pieces: Vec<Piece>,
    pub tags: Vec<Tag>,
    /// How many requests broke off.
    pub broken: usize,
}

impl Writer {
    pub fn new(number: u64, dice: Dice) -> Self {
        Self { dice, first: number * 1_000_000, pieces: Vec::new(), tags: Vec::new(), broken: 0 }
    }

    /// Writes until the server is gone.
    pub async fn write(&mut self, door: &Door) {
        if self.send_again(door, AGAIN).await.is_err() {
            self.broken += 1;
            return;
        }
        while self.step(door).await.is_ok() {}
        self.broken += 1;
    }

    async fn step(&mut self, door: &Door) -> Result<(), Broken> {
        match self.dice.below(10) {
            0..4 => {
                let number = self.first + self.pieces.len() as u64;
                self.pieces.push(Piece::new(number, &mut self.dice));
                self.create(self.pieces.len() - 1, door).await
            }
            4 => {
                let slug = format!("tag-{}", self.first + self.tags.len() as u64);
                let write = Write::rest(Method::POST, "/v1/tags", new_tag(&slug)).keyed(Some(slug.clone()));
                self.tags.push(Tag { slug, create: write, id: None });
                self.create_tag(self.tags.len() - 1, door).await
            }
            _ => self.change(door).await,
        }
    }

    async fn create(&mut self, place: usize, door: &Door) -> Result<(), Broken> {
        let piece = &mut self.pieces[place];
        let Answer::Done(mut made) = door.send(&piece.create).await? else { return Ok(()) };
        if made.get("createArticle").is_some() {
            made = made["createArticle"].take();
        }
        assert_eq!(made["version"], 1, "{made}");
        piece.id = Some(text(&made, "id"));
        piece.known = Some(piece.made());
        piece.touched = true;
        Ok(())
    }

    async fn create_tag(&mut self, place: usize, door: &Door) -> Result<(), Broken> {
        let tag = &mut self.tags[place];
        if let Answer::Done(made) = door.send(&tag.create).await? {
            assert_eq!(made["slug"], *tag.slug);
            tag.id = Some(text(&made, "id"));
        }
        Ok(())
    }

    async fn change(&mut self, door: &Door) -> Result<(), Broken> {
        let places: Vec<usize> =
            (0..self.pieces.len()).filter(|place| self.pieces[*place].is_open_to_change()).collect();
        // The newest change most, so that some articles come to have many versions.
        let newest = &places[places.len().saturating_sub(6)..];
        let Some(place) = newest.get(self.dice.below(6) as usize) else { return Ok(()) };
        let piece = &mut self.pieces[*place];
        let (write, next) = piece.change(&mut self.dice);
        piece.open = Some(next);
        piece.touched = true;
        let Answer::Done(answer) = door.send(&write).await? else { panic!("a change has no key: {write:?}") };
        let told = answer.as_object().and_then(|fields| fields.values().next()).filter(|first| first.is_object());
        let version = &told.unwrap_or(&answer)["version"];
        assert!(answer.is_null() || *version == next.version, "{next:?} {answer}");
        piece.known = piece.open.take();
        Ok(())
    }

    /// Sends again, under its own key, what broke off before it was answered.
    async fn send_again(&mut self, door: &Door, most: usize) -> Result<(), Broken> {
        let broken = (0..self.pieces.len()).filter(|place| self.pieces[*place].is_broken());
        for place in broken.take(most).collect::<Vec<_>>() {
            self.create(place, door).await?;
        }
        let broken = (0..self.tags.len()).filter(|place| self.tags[*place].id.is_none());
        for place in broken.take(most).collect::<Vec<_>>() {
            self.create_tag(place, door).await?;
        }
        Ok(())
    }

    /// Sends all of it again; how much is still in the hands of the dead.
    pub async fn finish(&mut self, door: &Door) -> usize {
        self.send_again(door, usize::MAX).await.unwrap();
        let tags = self.tags.iter().filter(|tag| tag.id.is_none()).count();
        self.pieces.iter().filter(|piece| piece.is_broken()).count() + tags
    }

    /// Looks at everything that the last life was asked for.
    pub async fn look(&mut self, door: &Door) {
        for piece in self.pieces.iter_mut().filter(|piece| piece.touched) {
            let (id, known) = (piece.id.as_deref().unwrap(), piece.known.unwrap());
            let (status, article) = door.get(&format!("/v1/articles/{id}")).await.unwrap();
            let stands = |state: State| piece.is_at(state, status, &article);
            if !stands(known) {
                let open = piece.open.filter(|open| stands(*open));
                piece.known = Some(open.unwrap_or_else(|| panic!("lost: {piece:?}\n{status} {article}")));
            }
            piece.open = None;
            piece.touched = false;
        }
    }
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("no {name}: {value}")).to_owned()
}
